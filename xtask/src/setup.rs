//! Setup (安装): what the tests need besides Rust, found or installed.

use std::path::Path;
use std::process::{Command, ExitCode, Stdio};

use harness::{browser, office, postgres, program};

use crate::debian::{self, Refused, succeeds};
use crate::{fonts, say};

/// Everything that is still missing, with what to do about it.
#[derive(Debug, Default)]
pub struct Missing(Vec<Refused>);

impl Missing {
    /// Tells the person, and gives the exit code for "something is missing".
    pub fn tell(&self) -> ExitCode {
        for refused in &self.0 {
            eprintln!("xtask: {refused}");
        }
        ExitCode::from(2)
    }
}

/// One thing the tests need, and the Debian packages that bring it (alternatives, best first).
struct Need {
    name: &'static str,
    chinese: &'static str,
    is_there: fn() -> bool,
    packages: &'static [&'static [&'static str]],
}

const NEEDS: [Need; 8] = [
    Need { name: "PostgreSQL", chinese: "数据库", is_there: || postgres::programs().is_some(), packages: &[&["postgresql"]] },
    Need {
        name: "Chromium",
        chinese: "浏览器",
        is_there: || browser::find().is_some(),
        packages: &[&["chromium", "chromium-browser"]],
    },
    Need {
        name: "LibreOffice Writer",
        chinese: "文字处理",
        is_there: || has_office("libswlo.so"),
        packages: &[&["libreoffice-writer-nogui", "libreoffice-writer"]],
    },
    Need {
        name: "LibreOffice Calc",
        chinese: "电子表格",
        is_there: || has_office("libsclo.so"),
        packages: &[&["libreoffice-calc-nogui", "libreoffice-calc"]],
    },
    Need {
        name: "poppler",
        chinese: "PDF 工具",
        is_there: || ["pdftotext", "pdfinfo", "pdffonts", "pdftoppm"].iter().all(|name| program::find(&[name]).is_some()),
        packages: &[&["poppler-utils"]],
    },
    Need {
        name: "Python with openpyxl",
        chinese: "表格读取",
        is_there: || office::python().is_some(),
        packages: &[&["python3"], &["python3-openpyxl"]],
    },
    // The second verifier of issued sheets is Python and openssl only.
    Need {
        name: "OpenSSL", chinese: "验签工具", is_there: || program::find(&["openssl"]).is_some(), packages: &[&["openssl"]]
    },
    // Full and failing disks are played by a small C library.
    Need { name: "C compiler", chinese: "C编译器", is_there: || program::find(&["cc"]).is_some(), packages: &[&["gcc"]] },
];

/// Installs whatever demo and test need; tries everything before it complains.
pub fn everything() -> Result<(), Missing> {
    let mut missing = Missing::default();
    missing.0.extend(packages().err());
    missing.0.extend(fonts::install().err());
    missing.0.extend(components().err());
    if !missing.0.is_empty() {
        return Err(missing);
    }
    nextest();
    Ok(())
}

fn packages() -> Result<(), Refused> {
    let (there, absent): (Vec<&Need>, Vec<&Need>) = NEEDS.iter().partition(|need| (need.is_there)());
    for need in there {
        say(&format!("{} is there", need.name), need.chinese);
    }
    let wanted: Vec<&[&str]> = absent.iter().flat_map(|need| need.packages.iter().copied()).collect();
    debian::install(&wanted)?;
    for need in absent {
        if !(need.is_there)() {
            let packages: Vec<&str> = need.packages.iter().map(|alternatives| alternatives[0]).collect();
            return Err(Refused {
                command: format!("{}apt-get install -y {}", debian::sudo(), packages.join(" ")),
                reason: format!("{} ({}) is still not usable after installing", need.name, need.chinese),
            });
        }
    }
    Ok(())
}

/// LibreOffice's parts are separate packages; each brings its own library.
fn has_office(library: &str) -> bool {
    let beside = program::find(&["soffice", "libreoffice"]).and_then(|soffice| soffice.canonicalize().ok());
    let own = beside.as_deref().and_then(Path::parent);
    own.into_iter()
        .chain([Path::new("/usr/lib/libreoffice/program")])
        .any(|folder| beside.is_some() && folder.join(library).is_file())
}

/// A minimal Rust has neither formatter nor linter.
fn components() -> Result<(), Refused> {
    let has = |name: &str| succeeds(Command::new("cargo").args([name, "--version"]).stdout(Stdio::null()).stderr(Stdio::null()));
    if has("fmt") && has("clippy") {
        say("rustfmt and clippy are there", "格式与代码检查工具");
        return Ok(());
    }
    say("adding rustfmt and clippy", "安装格式与代码检查工具");
    if succeeds(Command::new("rustup").args(["component", "add", "rustfmt", "clippy"])) {
        return Ok(());
    }
    Err(Refused {
        command: "rustup component add rustfmt clippy".to_owned(),
        reason: "rustfmt and clippy are not installed".to_owned(),
    })
}

/// Whether tests can be run by nextest.
pub fn has_nextest() -> bool {
    program::find(&["cargo-nextest"]).is_some()
}

/// The test runner is a convenience: without it the tests still run, under `cargo test`.
fn nextest() {
    if has_nextest() {
        say("cargo-nextest is there", "测试运行器");
        return;
    }
    say("installing cargo-nextest (several minutes, once)", "安装测试运行器，首次需数分钟");
    if !succeeds(Command::new("cargo").args(["install", "cargo-nextest", "--locked"])) || !has_nextest() {
        say("cargo-nextest could not be installed; cargo test is used instead", "改用 cargo test");
    }
}
