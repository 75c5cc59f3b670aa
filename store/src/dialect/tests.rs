//! Tests of what only the working connections can show.
