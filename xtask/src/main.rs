//! The project's two commands (项目命令): `cargo xtask demo` and `cargo xtask test`; `setup` only installs.

mod attack;
mod bench;
mod debian;
mod demo;
mod fonts;
mod load;
mod promises;
mod reading;
mod setup;
mod test;

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask <command>

  demo [--no-serve] [--dir DIR]   install fonts if none are there, build, and run the demo county
                                  安装字体、编译并运行演示县
  test                            install what is missing, then check and test everything
                                  安装所缺软件，检查并运行全部测试
  bench [PART …]                  build in release and measure; parts: county province history sheets pages import
                                  filing registers reading demo
                                  编译发布版并测量性能
  load [LOAD …] [--long]          the busiest hours of a county, proven in the books; loads: rush burst dash logins uploads
                                  集中报送、早高峰、登录、上传等负荷检验
  promises [--long]               show what is promised about power cuts, kills, failing disks and restarts
                                  验证断电、强行终止、磁盘故障、数据库重启时的承诺
  attack [--long]                 try every attack of docs/attacks.md on pages and the real program
                                  逐项尝试 docs/attacks.md 所列攻击
  reading [DIR]                   how well annotated texts are read, text by text, with the worst errors
                                  对照标注文本，逐篇检验读文准确度
  setup                           only install what demo and test need
                                  仅安装所需软件

`cargo xtask demo --help` lists every option of the demo.
Exit codes: 0 done, 1 a check or test failed, 2 something is missing or the command is not known.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["demo", ..] => demo::run(&arguments[1..]),
        ["test"] => test::run(),
        ["bench", ..] => bench::run(&arguments[1..]),
        ["load", ..] => load::run(&arguments[1..]),
        ["promises"] => promises::run(promises::Form::Quick),
        ["promises", "--long"] => promises::run(promises::Form::Long),
        ["attack"] => attack::run(promises::Form::Quick),
        ["attack", "--long"] => attack::run(promises::Form::Long),
        ["reading"] => reading::run(None),
        ["reading", folder] => reading::run(Some(folder)),
        ["setup"] => match setup::everything() {
            Ok(()) => ExitCode::SUCCESS,
            Err(missing) => missing.tell(),
        },
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        [other, ..] => {
            eprintln!("xtask: `{}` is not a command or takes no arguments / 命令不正确: {other}\n\n{HELP}", words.join(" "));
            ExitCode::from(2)
        }
    }
}

/// Says what is being done, one line each, in English with a short Chinese gloss.
fn say(english: &str, chinese: &str) {
    println!("xtask: {english}（{chinese}）");
}

/// The root of the workspace, wherever the command was given. Cargo tells us; asked at run time, because a checkout
/// may have been moved or copied with its build folder.
fn root() -> PathBuf {
    let own = env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    own.parent().map_or_else(|| own.clone(), Path::to_path_buf)
}
