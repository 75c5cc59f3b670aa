//! Words 文字: the sentences of the sample bulletin, in the official pattern and in English.

use super::{Book, charts, tables};
use domain::document::Block;

fn heading(book: &Book, level: u8, zh: &str, en: &str) -> Block {
    Block::Heading { level, text: book.say(zh, en) }
}

/// The four parts of a bulletin: overall, by item, problems, next steps.
pub fn body(book: &mut Book) -> Vec<Block> {
    let mut blocks = vec![book.paragraph(
        "今年以来，全县上下围绕“大招商、招大商”和“跑项争资”目标任务，攻坚克难，各项重点工作总体推进有序。现将2026年第一季度完成情况通报如下：",
        "Since January the whole county has worked towards its targets for investment, state funds and key projects. Results of the first quarter of 2026 are as follows.",
    )];
    overall(book, &mut blocks);
    items(book, &mut blocks);
    problems(book, &mut blocks);
    steps(book, &mut blocks);
    blocks
}

fn overall(book: &mut Book, blocks: &mut Vec<Block>) {
    blocks.push(heading(book, 1, "一、总体情况", "I. Overall"));
    blocks.push(heading(book, 2, "（一）招商引资", "(1) Investment"));
    blocks.push(book.paragraph(
        "1—3月份，全县新签约项目{signed.projects@2026-Q1=36|36|个}个，比去年同期减少{signed.projects.difference@2026-Q1=14|14|个}个，下降{signed.projects.change@2026-Q1=-28.0|28.0|%}%；合同资金{signed.amount@2026-Q1=85.43|85.43|亿元}亿元，实际进资{arrived.amount@2026-Q1=21.7|21.7|亿元}亿元，完成年度目标任务的{arrived.share@2026-Q1=18.0433|18.0|%}%，低于时序进度{arrived.gap@2026-Q1=-6.9567|7.0|个百分点}个百分点。",
        "From January to March the county signed {signed.projects@2026-Q1=36|36|projects} new projects, {signed.projects.difference@2026-Q1=14|14|projects} fewer than a year earlier, down {signed.projects.change@2026-Q1=-28.0|28.0|%}%. Contracts come to CNY {signed.amount@2026-Q1=85.43|8.54|bn}bn, of which CNY {arrived.amount@2026-Q1=21.7|2.17|bn}bn arrived: {arrived.share@2026-Q1=18.0433|18.0|%}% of the annual target, {arrived.gap@2026-Q1=-6.9567|7.0|points} points behind time progress.",
    ));
    blocks.push(Block::Chart(charts::signed(book)));
    blocks.push(heading(book, 2, "（二）跑项争资", "(2) State funds"));
    blocks.push(book.paragraph(
        "全县争取上级资金{funds.arrived@2026-Q1=9012.5|9000余|万元}万元，完成年度任务5亿元的{funds.share@2026-Q1=18.025|18.0|%}%，**未达到时序进度要求**；外出跑项{trips@2026-Q1=164|164|次}次，较去年同期增加{trips.difference@2026-Q1=12|12|次}次。",
        "Funds from above reached CNY {funds.arrived@2026-Q1=9012.5|90|m}m and more, {funds.share@2026-Q1=18.025|18.0|%}% of the annual task of CNY 500m, which is **behind time progress**; {trips@2026-Q1=164|164|trips} trips were made, {trips.difference@2026-Q1=12|12|trips} more than a year earlier.",
    ));
    blocks.push(Block::Chart(charts::months(book)));
    blocks.push(heading(book, 2, "（三）重点项目", "(3) Key projects"));
    blocks.push(heading(book, 3, "1.总体进度。", "1. Progress"));
    blocks.push(book.paragraph(
        "全县{key.projects@2026-Q1=43|43|个}个重点项目中，已开工{key.started@2026-Q1=31|31|个}个，开工率{key.started.share@2026-Q1=72.093|72.1|%}%；累计完成投资{key.invested@2026-Q1=128640|12.86|亿元}亿元，占年度投资计划的{key.invested.share@2026-Q1=22.4|22.4|%}%。",
        "Of {key.projects@2026-Q1=43|43|projects} key projects {key.started@2026-Q1=31|31|projects} have started, or {key.started.share@2026-Q1=72.093|72.1|%}%; CNY {key.invested@2026-Q1=128640|1.29|bn}bn has been invested, {key.invested.share@2026-Q1=22.4|22.4|%}% of the plan for the year.",
    ));
    blocks.push(Block::Chart(charts::phases(book)));
    blocks.push(heading(book, 4, "（1）征地拆迁方面。", "(a) Land"));
    blocks.push(book.paragraph(
        "园区平台完成征地{land.settled@2026-Q1=1286.5|1286.5|亩}亩、平整土地{land.levelled@2026-Q1=860|860|亩}亩，尚有{land.open@2026-Q1=5|5|宗}宗地块未完成交付。",
        "The park settled {land.settled@2026-Q1=1286.5|1,286.5|mu} mu of land and levelled {land.levelled@2026-Q1=860|860|mu} mu; {land.open@2026-Q1=5|5|parcels} parcels have not been handed over.",
    ));
}

fn items(book: &mut Book, blocks: &mut Vec<Block>) {
    blocks.push(heading(book, 1, "二、分项情况", "II. By item"));
    blocks.push(heading(book, 2, "（一）乡镇争资排名", "(1) Townships ranked by funds"));
    blocks.push(book.paragraph(
        "完成年度任务比例列前三位的是：桐山镇、白石乡、青禾镇；列后三位的是：古塘乡、石门镇、杨林乡。各乡镇完成情况见下表。",
        "Tongshan, Baishi and Qinghe lead by share of the annual task; Gutang, Shimen and Yanglin come last. The table gives all townships.",
    ));
    blocks.push(Block::Table(tables::townships(book)));
    blocks.push(Block::Chart(charts::ranking(book)));
    blocks.push(heading(book, 2, "（二）未破零单位", "(2) Units without a first result"));
    blocks.push(book.paragraph(
        "截至3月底，承担招商引资任务的50个单位中，还有{zero@2026-Q1=32|32|个}个单位未破零，占{zero.share@2026-Q1=64.0|64.0|%}%。其中县国有资产监督管理办公室、县农业产业化办公室、国家税务总局云溪县税务局、云溪县供电公司等{zero.idle@2026-Q1=11|11|个}个单位连续两个季度没有签约项目。",
        "At the end of March {zero@2026-Q1=32|32|units} of the 50 units with an investment duty, or {zero.share@2026-Q1=64.0|64.0|%}%, had signed nothing; {zero.idle@2026-Q1=11|11|units} of them, among them the State-owned Assets Supervision and Administration Office, have signed nothing for two quarters.",
    ));
}

fn problems(book: &mut Book, blocks: &mut Vec<Block>) {
    blocks.push(heading(book, 1, "三、存在问题", "III. Problems"));
    blocks.push(book.paragraph(
        "**一是进度不均衡。**前三名与后三名完成比例相差{spread@2026-Q1=38.2|38.2|个百分点}个百分点，少数单位把招商引资停留在会议上、文件里，主要负责同志外出招商次数偏少。",
        "**First, progress is uneven.** The first three and the last three are {spread@2026-Q1=38.2|38.2|points} points apart, and some heads of units rarely travel to meet investors.",
    ));
    blocks.push(book.paragraph(
        "**二是大项目偏少。**新签约项目中，10亿元以上的只有{large@2026-Q1=2|2|个}个，5000万元以下的占{small.share@2026-Q1=41.7|41.7|%}%，项目平均规模同比下降{size.change@2026-Q1=-20.0|20.0|%}%。",
        "**Second, large projects are few.** Only {large@2026-Q1=2|2|projects} exceed CNY 1bn, {small.share@2026-Q1=41.7|41.7|%}% are below CNY 50m, and the average size fell by {size.change@2026-Q1=-20.0|20.0|%}%.",
    ));
    blocks.push(book.paragraph(
        "**三是报送不及时。**有{late@2026-Q1=7|7|个}个单位未在每月2个工作日内报送数据，其中{missing@2026-Q1=2|2|个}个单位一季度未报送。未报送不等于零，本通报不予排名。",
        "**Third, returns come late.** {late@2026-Q1=7|Seven|units} units missed the second working day and {missing@2026-Q1=2|two|units} sent nothing. Not reported is not zero: they are not ranked here.",
    ));
}

fn steps(book: &mut Book, blocks: &mut Vec<Block>) {
    blocks.push(heading(book, 1, "四、下步打算", "IV. Next steps"));
    blocks.push(book.paragraph(
        "各单位要对照年度目标，倒排工期、挂图作战，6月30日前所有未破零单位必须实现签约项目破零，实际进资达到年度目标的50%以上，实现“双过半”。",
        "Every unit is to schedule backwards from its annual target. By 30 June each unit without a signing must have one, and half of the annual target must have arrived.",
    ));
    blocks.push(book.paragraph(
        "县两办督查室将实行一月一调度、一季一通报，对连续两个季度排名末位的单位，约谈主要负责人；对工作推进不力、造成不良影响的，依规依纪严肃问责。",
        "The Supervision Office will review progress monthly and report quarterly. Heads of units that come last twice in a row will be called in; failures with consequences will be dealt with under the rules.",
    ));
}

/// The last annex: prose and a closing picture.
pub fn rules(book: &mut Book) -> Vec<Block> {
    vec![
        book.paragraph(
            "一、完成率等于累计完成数除以年度目标；时序进度按已结束月份除以12计算；差距按未取整数值相减后保留一位小数。",
            "1. Share is the cumulative value over the annual target; time progress is closed months over 12; the gap is taken before rounding and printed with one decimal.",
        ),
        book.paragraph(
            "二、排名在组内进行，得数相同的并列；没有任务的单位不参加排名；未报送与零分别列示。",
            "2. Units are ranked within their group and ties share a rank; units without the duty are not ranked; not reported and zero are shown apart.",
        ),
        Block::Chart(charts::ranking(book)),
    ]
}
