//! Candidates 备选字体: for each use of a face, the fonts that may serve, best first.

use super::Role;

/// A font by its names inside the file, and by the file names under which it is usually installed.
pub(super) struct Candidate {
    /// Full or family names, lower case.
    pub names: &'static [&'static str],
    /// File names without their ending, lower case.
    pub stems: &'static [&'static str],
}

const fn font(names: &'static [&'static str], stems: &'static [&'static str]) -> Candidate {
    Candidate { names, stems }
}

const FANG_GB: Candidate =
    font(&["仿宋_gb2312", "fangsong_gb2312"], &["仿宋_gb2312", "fangsong_gb2312", "simfang_gb2312", "fzfs_gb2312"]);
const FANG: Candidate = font(&["仿宋", "fangsong"], &["simfang"]);
const FANG_FANDOL: Candidate = font(&["fandolfang", "fandolfang r"], &["fandolfang-regular"]);
const XIAOBIAOSONG: Candidate = font(
    &["方正小标宋简体", "方正小标宋_gbk", "fzxiaobiaosong-b05s", "fzxiaobiaosong-b05"],
    &["fzxbsjw", "fzxbsk", "fzxbsjw--gb1-0", "方正小标宋简体", "方正小标宋_gbk"],
);
const SONG_BOLD_FANDOL: Candidate = font(&["fandolsong bold"], &["fandolsong-bold"]);
const SERIF_BOLD: Candidate = font(
    &["noto serif cjk sc bold", "noto serif sc bold", "source han serif sc bold", "source han serif cn bold"],
    &[
        "notoserifcjk-bold",
        "notoserifcjksc-bold",
        "notoserifsc-bold",
        "sourcehanserif-bold",
        "sourcehanserifsc-bold",
        "sourcehanserifcn-bold",
    ],
);
const SONGTI: Candidate = font(&["songti sc", "songti sc regular"], &["songti"]);
const SONGTI_BOLD: Candidate = font(&["songti sc bold"], &["songti"]);
const HEI: Candidate = font(&["黑体", "simhei"], &["simhei"]);
const HEI_FANDOL: Candidate = font(&["fandolhei"], &["fandolhei-regular"]);
const HEITI: Candidate = font(&["heiti sc light", "heiti sc"], &["stheiti light"]);
const KAI_GB: Candidate = font(&["楷体_gb2312", "kaiti_gb2312"], &["楷体_gb2312", "kaiti_gb2312", "simkai_gb2312"]);
const KAI: Candidate = font(&["楷体", "kaiti"], &["simkai"]);
const KAI_FANDOL: Candidate = font(&["fandolkai"], &["fandolkai-regular"]);
const SONG: Candidate = font(&["宋体", "simsun"], &["simsun"]);
const SONG_FANDOL: Candidate = font(&["fandolsong", "fandolsong-regular"], &["fandolsong-regular"]);
const SERIF: Candidate = font(
    &["noto serif cjk sc", "noto serif sc", "source han serif sc", "source han serif cn", "思源宋体"],
    &[
        "notoserifcjk-regular",
        "notoserifcjksc-regular",
        "notoserifsc-regular",
        "notoserifsc",
        "sourcehanserif-regular",
        "sourcehanserifsc-regular",
        "sourcehanserifcn-regular",
    ],
);
const SANS: Candidate = font(
    &["noto sans cjk sc", "noto sans sc", "source han sans sc", "source han sans cn", "思源黑体"],
    &[
        "notosanscjk-regular",
        "notosanscjksc-regular",
        "notosanssc-regular",
        "notosanssc",
        "sourcehansans-regular",
        "sourcehansanssc-regular",
        "sourcehansanscn-regular",
    ],
);
const TIMES: Candidate = font(&["times new roman"], &["times", "times new roman"]);
const TERMES: Candidate = font(&["tex gyre termes", "texgyretermes-regular"], &["texgyretermes-regular"]);
const LIBERATION: Candidate = font(&["liberation serif"], &["liberationserif-regular"]);
const NIMBUS: Candidate = font(&["nimbus roman", "nimbus roman regular"], &["nimbusroman-regular"]);
const NOTO_LATIN: Candidate = font(&["noto serif"], &["notoserif-regular"]);

const BODY: &[Candidate] = &[FANG_GB, FANG, FANG_FANDOL, SERIF, SONGTI, SANS];
const TITLE: &[Candidate] = &[XIAOBIAOSONG, SONG_BOLD_FANDOL, SERIF_BOLD, SONGTI_BOLD, SERIF, SANS];
const HEIS: &[Candidate] = &[HEI, HEI_FANDOL, SANS, HEITI, SERIF];
const KAIS: &[Candidate] = &[KAI_GB, KAI, KAI_FANDOL, FANG_GB, FANG, FANG_FANDOL, SERIF, SONGTI, SANS];
const SONGS: &[Candidate] = &[SONG, SONG_FANDOL, SERIF, SONGTI, SANS];
const LATIN: &[Candidate] = &[TIMES, TERMES, LIBERATION, NIMBUS, NOTO_LATIN];
const FALLBACK: &[Candidate] = &[SERIF, SANS, SONGTI];

pub(super) fn of(role: Role) -> &'static [Candidate] {
    match role {
        Role::Body => BODY,
        Role::Title => TITLE,
        Role::Hei => HEIS,
        Role::Kai => KAIS,
        Role::Song => SONGS,
        Role::Latin => LATIN,
        Role::Fallback => FALLBACK,
    }
}

/// Whether some candidate is usually installed under this file name.
pub(super) fn known(stem: &str) -> bool {
    Role::ALL.iter().any(|role| of(*role).iter().any(|candidate| candidate.stems.contains(&stem)))
}
