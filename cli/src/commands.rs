//! Commands 命令: one file a command; each asks the office and prints the answer.

pub mod accounts;
pub mod acts;
pub mod backup;
pub mod bulletins;
pub mod burden;
pub mod check;
pub mod checkpoint;
pub mod compose;
pub mod demo;
pub mod directives;
pub mod evidence;
pub mod explain;
pub mod export;
pub mod import;
pub mod init;
pub mod issue;
pub mod load;
pub mod print;
pub mod rebuild;
pub mod registers;
pub mod returns;
pub mod serve;
pub mod settings;
pub mod statistics;
pub mod verifications;
pub mod verify;
