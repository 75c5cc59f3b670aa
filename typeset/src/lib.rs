//! Typeset 排版: the document model as PDF, by typst. A crate of its own so that the typesetter compiles once.
