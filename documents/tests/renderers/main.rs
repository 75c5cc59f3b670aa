//! The renderers 排印 of one document: Word, workbook, web page and Markdown, opened by the programs offices use.

mod docx_office;
mod docx_parts;
mod figures;
mod office;
mod pages;
mod workbook;
