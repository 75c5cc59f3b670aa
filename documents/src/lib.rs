//! Documents 公文: prints the one document model as Word, Excel, HTML, Markdown and pictures.

pub mod annotate;
pub mod chart;
pub mod csv;
pub mod docx;
pub mod fonts;
pub mod guard;
pub mod html;
pub mod markdown;
mod markup;
pub mod sample;
pub mod template;
pub mod xlsx;
