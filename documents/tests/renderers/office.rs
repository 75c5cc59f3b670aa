//! Office programs for tests: LibreOffice opens what we print, poppler reads what LibreOffice made of it.
//! A missing program fails the test: a page nobody opened is not a page that opens.

use documents::docx::Png;
use std::path::Path;
use std::process::Command;

/// Runs a program and gives its standard output.
pub fn run(program: &str, arguments: &[&str]) -> String {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program} is needed by this test: {error}"));
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Has LibreOffice convert `file` into `kind` in the same folder.
pub fn convert(folder: &Path, file: &str, kind: &str) {
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let (out, source) = (folder.display().to_string(), folder.join(file).display().to_string());
    run("soffice", &[&profile, "--headless", "--norestore", "--convert-to", kind, "--outdir", &out, &source]);
}

/// A picture of one pixel that says it is as large as a chart.
pub fn picture() -> Png {
    let bytes = vec![
        0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, 0x49, 0x48, 0x44, 0x52, 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0,
        0, 0, 0x1f, 0x15, 0xc4, 0x89, 0, 0, 0, 0x0d, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0x60, 0x60, 0x60, 0xf8, 0x0f, 0,
        1, 4, 1, 0, 0x5f, 0xe5, 0xc3, 0x4b, 0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82,
    ];
    Png { bytes, width_px: 1280, height_px: 640 }
}
