//! Fault 故障: what can go wrong with the archive, where, and what to do about it, in both languages.

use domain::lang::Lang;
use std::fmt;

/// Why the archive could not do its work. Never the caller's refusal: that is a rule of `domain`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    BadAddress {
        place: String,
    },
    /// There is no such file or database.
    Missing {
        place: String,
    },
    /// Another database, or no database at all, is at the place.
    NotGuatu {
        place: String,
    },
    /// Written by a newer program.
    Newer {
        place: String,
        found: String,
        ours: String,
    },
    /// Written by a program before the first release, whose chain was written otherwise.
    Older {
        place: String,
    },
    /// The file is damaged.
    Corrupt {
        place: String,
        detail: String,
    },
    Locked {
        place: String,
    },
    DiskFull {
        place: String,
    },
    /// Folder, file or database login without the right to do this.
    Denied {
        place: String,
        detail: String,
    },
    /// A setting with which acknowledged writes could be lost (D-01).
    Unsafe {
        place: String,
        setting: String,
        found: String,
        wanted: String,
    },
    Unreachable {
        place: String,
        detail: String,
    },
    /// The disk or the connection failed while writing: no more writes until a restart.
    Stopped {
        place: String,
    },
    /// A fact was to be changed, deleted or added twice.
    AppendOnly {
        place: String,
        detail: String,
    },
    /// A number that must be unique is taken, in this table.
    Taken {
        what: String,
    },
    /// A value that no archive can keep.
    Unstorable {
        what: String,
    },
    /// A file that is no whole backup: what is wrong with it, in both languages.
    BadBackup {
        place: String,
        zh: String,
        en: String,
    },
    /// A backup is restored into an empty database only.
    NotEmpty {
        place: String,
    },
    /// A backup never takes the place of another file.
    FileThere {
        place: String,
    },
    /// A file could not be read or written.
    File {
        place: String,
        detail: String,
    },
    /// A mistake of ours: the program asked for what the archive cannot do.
    Internal {
        place: String,
        detail: String,
    },
}

impl Fault {
    pub fn code(&self) -> &'static str {
        match self {
            Fault::BadAddress { .. } => "store.bad_address",
            Fault::Missing { .. } => "store.missing",
            Fault::NotGuatu { .. } => "store.not_guatu",
            Fault::Newer { .. } => "store.newer",
            Fault::Older { .. } => "store.older",
            Fault::Corrupt { .. } => "store.corrupt",
            Fault::Locked { .. } => "store.locked",
            Fault::DiskFull { .. } => "store.disk_full",
            Fault::Denied { .. } => "store.denied",
            Fault::Unsafe { .. } => "store.unsafe",
            Fault::Unreachable { .. } => "store.unreachable",
            Fault::Stopped { .. } => "store.stopped",
            Fault::AppendOnly { .. } => "store.append_only",
            Fault::Taken { .. } => "store.taken",
            Fault::Unstorable { .. } => "store.unstorable",
            Fault::BadBackup { .. } => "store.bad_backup",
            Fault::NotEmpty { .. } => "store.not_empty",
            Fault::FileThere { .. } => "store.file_there",
            Fault::File { .. } => "store.file",
            Fault::Internal { .. } => "store.internal",
        }
    }

    pub fn sentence(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        }
    }

    pub fn zh(&self) -> String {
        match self {
            Fault::BadAddress { place } => {
                format!("“{place}”不是数据库地址；请写成 sqlite:文件路径 或 postgres://用户@主机/数据库")
            }
            Fault::Missing { place } => format!("{place} 不存在；请核对地址，或先用 guatu load 建库"),
            Fault::NotGuatu { place } => format!("{place} 不是挂图数据库，未作任何改动；请核对地址"),
            Fault::Newer { place, found, ours } => {
                format!("{place} 由更新版本的程序建立（{found}，本程序为 {ours}）；请升级程序后再打开")
            }
            Fault::Older { place } => {
                format!("{place} 由试用版程序建立，数据链写法不同，未作任何改动；请用原程序导出各台账，再导入新库")
            }
            Fault::Corrupt { place, detail } => {
                format!("{place} 已损坏（{detail}）；请停止使用，保留原文件，用最近的备份恢复后再核验")
            }
            Fault::Locked { place } => format!("{place} 正被其他程序占用；请稍后重试，或关闭占用它的程序"),
            Fault::DiskFull { place } => format!("{place} 所在磁盘已满，本次未写入任何内容；请腾出空间后重试"),
            Fault::Denied { place, detail } => {
                format!("没有权限使用 {place}（{detail}）；请管理员授予读写权限")
            }
            Fault::Unsafe { place, setting, found, wanted } => {
                format!("{place} 的设置 {setting} 为 {found}，断电可能丢失已确认的数据；请改为 {wanted} 后再启动")
            }
            Fault::Unreachable { place, detail } => {
                format!("连接不上 {place}（{detail}）；请检查数据库服务是否启动、地址和口令是否正确")
            }
            Fault::Stopped { place } => format!("{place} 写入时磁盘或连接出错，已停止写入；请检查磁盘后重新启动程序"),
            Fault::AppendOnly { place, detail } => format!("{place} 中的事实只能追加，不能修改或删除（{detail}）"),
            Fault::Taken { what } => format!("{what} 中已有这个编号；请换一个编号"),
            Fault::Unstorable { what } => format!("{what} 无法保存；请改正后重试"),
            Fault::BadBackup { place, zh, .. } => {
                format!("{place} 不是完好的备份（{zh}）；没有恢复任何内容，请换用另一份备份")
            }
            Fault::NotEmpty { place } => format!("{place} 中已有数据，未作任何改动；请恢复到一个新的数据库"),
            Fault::FileThere { place } => format!("{place} 已经存在，未作任何改动；请换一个文件名"),
            Fault::File { place, detail } => format!("{place} 读写失败（{detail}）；请检查磁盘后重试"),
            Fault::Internal { place, detail } => format!("{place} 内部错误（{detail}）；请把这句话告诉维护人员"),
        }
    }

    pub fn en(&self) -> String {
        match self {
            Fault::BadAddress { place } => {
                format!("\"{place}\" is not a database address; write sqlite:PATH or postgres://user@host/database")
            }
            Fault::Missing { place } => format!("{place} does not exist; check the address, or create it with guatu load"),
            Fault::NotGuatu { place } => {
                format!("{place} is not a Guatu database and was left as it is; check the address")
            }
            Fault::Newer { place, found, ours } => {
                format!("{place} was made by a newer program ({found}, this one knows {ours}); upgrade this program first")
            }
            Fault::Older { place } => format!(
                "{place} was made by a trial version, which wrote its chain otherwise, and was left as it is; \
                 export its registers with that program and import them into a new archive"
            ),
            Fault::Corrupt { place, detail } => {
                format!("{place} is damaged ({detail}); stop using it, keep the file, restore the latest backup and verify it")
            }
            Fault::Locked { place } => format!("{place} is in use by another program; try again later or close that program"),
            Fault::DiskFull { place } => {
                format!("the disk of {place} is full and nothing was written; free some space and try again")
            }
            Fault::Denied { place, detail } => {
                format!("no permission to use {place} ({detail}); ask the administrator for the right to read and write it")
            }
            Fault::Unsafe { place, setting, found, wanted } => format!(
                "{place} has {setting} = {found}, with which acknowledged data could be lost in a power cut; set it to {wanted} and start again"
            ),
            Fault::Unreachable { place, detail } => {
                format!("cannot reach {place} ({detail}); check that the database runs and that address and password are right")
            }
            Fault::Stopped { place } => {
                format!("disk or connection of {place} failed during a write and writing has stopped; check the disk and restart")
            }
            Fault::AppendOnly { place, detail } => {
                format!("facts in {place} are only added, never changed or deleted ({detail})")
            }
            Fault::Taken { what } => format!("{what} has this number already; choose another"),
            Fault::Unstorable { what } => format!("{what} cannot be kept; correct it and try again"),
            Fault::BadBackup { place, en, .. } => {
                format!("{place} is not a whole backup ({en}); nothing was restored, take another backup")
            }
            Fault::NotEmpty { place } => {
                format!("{place} holds data already and was left as it is; restore into a new database")
            }
            Fault::FileThere { place } => format!("{place} is there already and was left as it is; choose another name"),
            Fault::File { place, detail } => {
                format!("{place} cannot be read or written ({detail}); check the disk and try again")
            }
            Fault::Internal { place, detail } => format!("internal error at {place} ({detail}); please tell the maintainers"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_name_the_place_in_both_languages() {
        let place = || "sqlite:here.db".to_owned();
        let faults = [
            Fault::Missing { place: place() },
            Fault::Locked { place: place() },
            Fault::DiskFull { place: place() },
            Fault::Denied { place: place(), detail: String::new() },
            Fault::Unsafe { place: place(), setting: "fsync".into(), found: "off".into(), wanted: "on".into() },
        ];
        for fault in faults {
            assert!(fault.zh().contains("here.db") && fault.sentence(Lang::En).contains("here.db"), "{fault}");
        }
    }
}
