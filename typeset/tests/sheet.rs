//! The printed sheet 公文: what an office sees when it opens the PDF, asked of poppler and not of ourselves.

mod one_sheet;
mod poppler;

use documents::fonts::{Fonts, Role};
use documents::sample;
use domain::document::{Annex, Block, Cell, Document, Imprint, Span, Table};
use domain::lang::Lang;
use poppler::{Opened, open};
use typeset::plain;

fn fonts() -> Fonts {
    Fonts::find(&[])
}

fn printed(doc: &Document) -> Opened {
    open(&typeset::pdf(doc, &fonts(), None).expect("the fonts of the tests are installed"))
}

/// A sheet of one paragraph.
fn short(text: &str) -> Document {
    Document {
        lang: Lang::Zh,
        head: String::new(),
        number: None,
        title: "通报".to_owned(),
        addressees: String::new(),
        blocks: vec![Block::Paragraph(vec![Span::text(text)])],
        annexes: Vec::new(),
        signed_by: String::new(),
        signed_on: String::new(),
        imprint: Imprint::default(),
        basis: String::new(),
        watermark: String::new(),
        proof: Vec::new(),
        figures: Vec::new(),
    }
}

/// Every sentence, heading, caption, cell and note a document prints.
fn sentences(doc: &Document) -> Vec<String> {
    let mut all = vec![doc.head.clone(), doc.title.clone(), doc.addressees.clone(), doc.signed_by.clone(), doc.signed_on.clone()];
    all.extend([
        doc.number.clone().unwrap_or_default(),
        doc.imprint.copies.clone(),
        doc.imprint.printed_by.clone(),
        doc.basis.clone(),
    ]);
    all.extend(doc.proof.iter().cloned());
    let annexes = doc.annexes.iter().flat_map(|annex| annex.blocks.iter());
    for block in doc.blocks.iter().chain(annexes) {
        match block {
            Block::Heading { text, .. } => all.push(text.clone()),
            Block::Paragraph(spans) => all.push(spans.iter().map(|span| span.text.as_str()).collect()),
            Block::Table(table) => {
                all.push(table.caption.clone());
                all.extend(table.columns.iter().map(|column| column.head.clone()));
                all.extend(table.rows.iter().flat_map(|row| row.cells.iter().map(|cell| cell.text.clone())));
                all.extend(table.notes.iter().cloned());
            }
            Block::NewPage => {}
            Block::Chart(chart) => {
                all.push(chart.title.clone());
                all.extend(chart.categories.iter().cloned());
                let labelled = chart.series.iter().filter(|_| chart.kind != domain::document::ChartKind::Lines);
                all.extend(labelled.flat_map(|series| series.labels.iter().cloned()));
            }
        }
    }
    all.extend(doc.annexes.iter().map(|annex| annex.title.clone()));
    all
}

#[test]
fn every_sentence_of_the_bulletin_is_found_in_both_languages() {
    for lang in [Lang::Zh, Lang::En] {
        let doc = sample::bulletin(lang);
        let opened = printed(&doc);
        let text = plain(&opened.text());
        for sentence in sentences(&doc) {
            assert!(text.contains(&plain(&sentence)), "{lang:?}: {sentence}");
        }
    }
}

#[test]
fn the_sheet_is_a4_with_its_wide_annex_turned() {
    let opened = printed(&sample::bulletin(Lang::Zh));
    let sizes = opened.sizes();
    assert!((8..=20).contains(&sizes.len()), "{} pages", sizes.len());
    let turned = sizes.iter().filter(|(width, height)| width > height).count();
    assert!(turned >= 1);
    for (width, height) in sizes {
        assert_eq!((width.min(height).round(), width.max(height).round()), (595.0, 842.0));
    }
}

#[test]
fn every_face_is_embedded_and_has_its_characters_named() {
    for lang in [Lang::Zh, Lang::En] {
        let faces = printed(&sample::bulletin(lang)).faces();
        assert!(faces.len() >= 3, "{faces:?}");
        for face in faces {
            assert!(face.embedded && face.named, "{face:?}");
        }
    }
}

#[test]
fn a_full_page_has_22_lines_of_28_characters() {
    let words: String = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严首底液官德随病苏失尔死讲配女黄推显谈罪神艺呢席含企望密批营项防举球英氧势告李台落木帮轮破亚师围注远字材排供河态封另施减树溶怎止案言士均武固叶鱼波视仅费紧爱左章早朝害续轻服试食充兵源判护司足某练差致板田降黑犯负击范继兴似余坚曲输修故城夫够送笔船占右财吃富春职觉汉画功巴跟虽杂飞检吸助升阳互初创抗考投坏策古径换未跑留钢曾端责站简述钱副尽帝射草冲承独令限阿宣环双请超微让控州良轴找否纪益依优顶础载倒房突坐粉敌略客袁冷胜绝析块剂测丝协诉念陈仍罗盐友洋错苦夜刑移频逐靠混母短皮终聚汽村云哪既距卫停烈央察烧迅境若印洲刻括激孔搞甚室待核校散侵吧甲游久菜味旧模湖货损预阻毫普稳乙妈植息扩银语挥酒守拿序纸医缺雨吗针刘啊急唱误训愿审附获茶鲜粮斤孩脱硫肥善龙演父渐血欢械掌歌沙刚攻谓盾讨晚粒乱燃矛乎杀药宁鲁贵钟煤读班伯香介迫句丰培握兰担弦蛋沉假穿执答乐谁顺烟缩征脸喜松脚困异免背星福买染井概慢怕磁倍祖皇促静补评翻肉践尼衣宽扬棉希伤操垂秋宜氢套督振架亮末宪庆编牛触映雷销诗座居抓裂胞呼娘景威绿晶厚盟衡鸡孙延危胶屋乡临陆顾掉呀灯岁措束耐剧玉赵跳哥季课凯胡额款绍卷齐伟蒸殖永宗苗川炉岩弱零杨奏沿露杆探滑镇饭浓航怀赶库夺伊灵税途灭赛归召鼓播盘裁险康唯录菌纯借糖盖横符私努堂域枪润幅哈竟熟虫泽脑壤碳欧遍侧寨敢彻虑斜薄庭纳弹饲伸折麦湿暗荷瓦塞床筑恶户访塔奇透梁刀旋迹卡氯遇份毒泥退洗摆灰彩卖耗夏择忙铜献硬予繁圈雪函亦抽篇阵阴丁尺追堆雄迎泛爸楼避谋吨野猪旗累偏典馆索秦脂潮爷豆忽托惊塑遗愈朱替纤粗倾尚痛楚谢奋购磨君池旁碎骨监捕弟暴割贯殊释词亡壁顿宝午尘闻揭炮残冬桥妇警综招吴付浮遭徐您摇谷赞箱隔订男吹园纷唐败宋玻巨耕坦荣闭湾键凡驻锅救恩剥凝碱齿截炼麻纺禁废盛版缓净睛昌婚涉筒嘴插岸朗庄街藏姑贸腐奴啦惯乘恢匀纱扎辩耳彪臣亿璃抵脉秀萨俄网舞店喷纵寸汗挂洪贺闪柬爆烯津稻墙软勇像滚厘蒙芳肯坡柱荡腿仪旅尾轧冰贡登黎削钻勒逃障氨郭峰币港伏轨亩毕擦莫刺浪秘援株健售股岛甘泡睡童铸汤阀休汇舍牧绕炸哲磷绩朋淡尖启陷柴呈徒颜泪稍忘泵蓝拖洞授镜辛壮锋贫虚弯摩泰幼廷尊窗纲弄隶疑氏宫姐震瑞怪尤琴循描膜违夹腰缘珠穷森枝竹沟催绳忆邦剩幸浆栏拥牙贮礼滤钠纹罢拍咱喊袖埃勤罚焦潜伍墨欲缝姓刊饱仿奖铝鬼丽跨默挖链扫喝袋炭污幕诸弧励梅奶洁灾舟鉴苯讼抱毁懂寒智埔寄届跃渡挑丹艰贝碰拔爹戴码梦芽熔赤渔哭敬颗奔铅仲虎稀妹乏珍申桌遵允隆螺仓魏锐晓氮兼隐碍赫拨忠肃缸牵抢博巧壳兄杜讯诚碧祥柯页巡矩悲灌龄伦票寻桂铺圣恐恰郑趣抬荒腾贴柔滴猛阔辆妻填撤储签闹扰紫砂递戏吊陶伐喂疗瓶婆抚臂摸忍虾蜡邻胸巩挤偶弃槽劲乳邓吉仁烂砖租乌舰伴瓜浅丙暂燥橡柳迷暖牌秧胆详簧踏瓷谱呆宾糊洛辉愤竞隙怒粘乃绪肩籍敏涂熙皆侦悬掘享纠醒狂锁淀恨牲霸爬赏逆玩陵祝秒浙貌".chars().filter(|c| !c.is_whitespace()).collect();
    let opened = printed(&short(&words));
    // The second page has nothing but body text.
    let lines = opened.lines(2);
    let body: Vec<&poppler::Line> = lines.iter().filter(|line| !line.text.contains('—')).collect();
    assert_eq!(body.len(), 22, "{lines:?}");
    for line in &body {
        assert_eq!(line.text.chars().count(), 28, "{}", line.text);
    }
    // Type area: 37 mm from the top, 28 mm from the left, 156 mm wide; a point of tolerance.
    let millimetre = 72.0 / 25.4;
    let left = body.iter().map(|line| line.left).fold(f64::MAX, f64::min);
    let right = body.iter().map(|line| line.right).fold(0.0, f64::max);
    assert!((left - 28.0 * millimetre).abs() < 1.5, "left {left}");
    assert!((right - 184.0 * millimetre).abs() < 1.5, "right {right}");
    let pitch = (body[21].top - body[0].top) / 21.0;
    assert!((pitch - 225.0 * millimetre / 22.0).abs() < 0.1, "line pitch {pitch}");
    // The page number stands on the outer side: left on an even page.
    let folio = lines.iter().find(|line| line.text.contains('—')).expect("a page number");
    assert!(folio.left < 150.0, "{folio:?}");
}

#[test]
fn the_head_of_a_table_is_repeated_on_every_page_it_reaches() {
    for lang in [Lang::Zh, Lang::En] {
        let doc = sample::bulletin(lang);
        let Annex { blocks, .. } = &doc.annexes[0];
        let Some(Block::Table(table)) = blocks.iter().find(|block| matches!(block, Block::Table(_))) else { panic!("a table") };
        let pages = printed(&doc).pages();
        let start = pages.iter().position(|page| plain(page).contains(&plain(&table.caption))).expect("the table");
        let ends = pages.iter().rposition(|page| plain(page).contains(&plain(&table.notes[0]))).expect("its notes");
        assert!(ends > start, "the table fills more than a page");
        for page in &pages[start..=ends] {
            for column in &table.columns {
                assert!(plain(page).contains(&plain(&column.head)), "{lang:?} {}: {page}", column.head);
            }
        }
    }
}

#[test]
fn a_string_is_never_markup() {
    let awkward = "#let 甲 = [乙] $x^2$ *粗* _斜_ <标签> @引用 \\ `码` // 注 /* */ -- ~ \"引\" #image(\"a\")";
    let mut doc = short(awkward);
    doc.title = format!("标题{awkward}");
    let mut table = Table { caption: awkward.to_owned(), columns: vec![Default::default()], ..Table::default() };
    table.rows.push(domain::document::Row { cells: vec![Cell::text(format!("格{awkward}"))], ..Default::default() });
    doc.blocks.push(Block::Heading { level: 1, text: format!("一、{awkward}") });
    doc.blocks.push(Block::Table(table));
    let text = plain(&printed(&doc).text());
    assert_eq!(text.matches(&plain(awkward)).count(), 5, "{text}");
}

#[test]
fn a_direction_mark_turns_nothing_round() {
    let text = plain(&printed(&short("第一名\u{202e}张某某\u{202c}，得分98.5")).text());
    assert!(text.contains("第一名张某某，得分98.5"), "{text}");
}

#[test]
fn rare_characters_do_not_vanish() {
    let fonts = fonts();
    assert!(fonts.face(Role::Fallback).is_some(), "Noto CJK is installed for the tests");
    let opened = printed(&short("由李堃、王玥、赵瑄、钱喆负责，下降−45.9%。"));
    assert!(plain(&opened.text()).contains("由李堃、王玥、赵瑄、钱喆负责，下降−45.9%。"), "{}", opened.text());
}

#[test]
fn noto_alone_is_enough() {
    let all = fonts();
    let noto =
        all.face(Role::Fallback).expect("Noto CJK is installed for the tests").path().parent().expect("a folder").to_owned();
    let only = Fonts::only_in(&[noto]);
    let doc = sample::bulletin(Lang::Zh);
    let opened = open(&typeset::pdf(&doc, &only, None).expect("Noto serves every role"));
    let text = plain(&opened.text());
    assert!(text.contains(&plain(&doc.title)) && text.contains(&plain(&doc.addressees)));
    assert!(opened.faces().iter().all(|face| face.name.contains("Noto")), "{:?}", opened.faces());
}

#[test]
fn a_draft_says_so_on_every_page() {
    let mut doc = sample::bulletin(Lang::Zh);
    doc.watermark = "草稿".to_owned();
    let pages = printed(&doc).pages();
    assert!(pages.iter().all(|page| plain(page).contains("草稿")));
}

#[test]
fn the_imprint_stands_at_the_foot_of_the_last_page() {
    let doc = sample::bulletin(Lang::Zh);
    let opened = printed(&doc);
    let last = opened.sizes().len();
    let lines = opened.lines(last);
    let printer =
        lines.iter().filter(|line| line.text.contains(&doc.imprint.printed_by)).map(|line| line.top).fold(0.0, f64::max);
    assert!(printer > 600.0, "{lines:?}");
    assert!(lines.iter().any(|line| plain(&line.text).starts_with("抄送：") || plain(&line.text) == "抄送："));
}

#[test]
fn equal_sheets_are_equal_bytes() {
    let doc = sample::bulletin(Lang::En);
    let fonts = fonts();
    let first = typeset::pdf(&doc, &fonts, Some("{}")).unwrap();
    typeset::rest(&fonts);
    assert!(first == typeset::pdf(&doc, &fonts, Some("{}")).unwrap());
    assert!(first != typeset::pdf(&doc, &fonts, Some("{ }")).unwrap());
}

#[test]
fn missing_fonts_are_named_before_any_work() {
    let nowhere = Fonts::only_in(&["/nowhere/fonts".into()]);
    let error = typeset::pdf(&short("甲"), &nowhere, None).expect_err("no fonts");
    assert_eq!(error.code(), "fonts.missing");
    assert!(error.sentence(Lang::Zh).contains("fonts-noto-cjk") && error.sentence(Lang::En).contains("/nowhere/fonts"));
}
