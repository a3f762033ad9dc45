//! Whose figures one sees, and how sums become a page. No SQL.

use std::collections::{BTreeMap, BTreeSet};

use app::case::{CaseReference, Stage};
use app::casework::QueuePlace;
use app::error::PortalError;
use app::identity::{Actor, StaffMember};
use app::person::{DIVISIONS, Division};
use app::statistics::{
    Age, Hidden, LateList, LateMatters, LateRow, Line, Place, PublicCell, PublicFigures,
    PublicLine, Rating, Statistics, StatisticsDesk, Tally, hide, share,
};
use app::text::{Language, Text, Wording, Words, city_date};
use async_trait::async_trait;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use sqlx::AnyConnection;

use super::counting::{ASKED_AGAIN, RETURNED, SENT_BACK, month_of};
use super::scope::{MUNICIPALITY, Scope};
use super::store::{self, Which};
use crate::Office;
use crate::data_layer::directory::Directory;
use crate::fault::Fault;

/// Rows on one page of a list.
const PAGE: i64 = 50;

#[async_trait]
impl StatisticsDesk for Office {
    async fn statistics(
        &self,
        actor: &Actor,
        place: Option<&Place>,
    ) -> Result<Statistics, PortalError> {
        Ok(self.read_statistics(staff(actor)?, place).await?)
    }

    async fn late_matters(
        &self,
        actor: &Actor,
        place: &Place,
        list: LateList,
        after: Option<&QueuePlace>,
    ) -> Result<LateMatters, PortalError> {
        Ok(self
            .read_late_matters(staff(actor)?, place, list, after)
            .await?)
    }

    async fn public_figures(&self, matter: Option<&str>) -> Result<PublicFigures, PortalError> {
        Ok(self.read_public_figures(matter).await?)
    }
}

fn staff(actor: &Actor) -> Result<&StaffMember, PortalError> {
    match actor {
        Actor::Staff(member) => Ok(member),
        Actor::Visitor => Err(PortalError::SignInFirst),
        Actor::Citizen(_) => Err(PortalError::NotFound),
    }
}

fn worded(text: Text) -> Wording {
    Wording::new(
        Words::new(Language::Chinese).say(text),
        Words::new(Language::English).say(text),
    )
}

/// What ended is counted for the month of a day and the two before it.
struct Period {
    today: Date,
    since: Date,
    months: [String; 3],
}

impl Period {
    fn until(today: Date) -> Self {
        let first = today.first_of_month();
        let before = |months: i64| first.saturating_sub(months.months());
        Self {
            today,
            since: before(2),
            months: [before(2), before(1), first].map(month_of),
        }
    }
}

/// All parts of a place with their figures.
async fn tallies(
    conn: &mut AnyConnection,
    grain: &'static str,
    inside: &str,
    period: &Period,
) -> Result<BTreeMap<String, Tally>, Fault> {
    let mut tallies: BTreeMap<String, Tally> = BTreeMap::new();
    for (place, stage, n) in store::stages(conn, grain, inside).await? {
        let stage = Stage::from_code(&stage)
            .ok_or_else(|| Fault::Row(format!("figure_count.item {stage}")))?;
        tallies.entry(place).or_default().stages.insert(stage, n);
    }
    for (place, due_today, overdue) in
        store::due(conn, grain, inside, &period.today.to_string()).await?
    {
        let tally = tallies.entry(place).or_default();
        (tally.due_today, tally.overdue) = (due_today, overdue);
    }
    for ended in store::ended(conn, grain, inside, &period.months).await? {
        let tally = tallies.entry(ended.place).or_default();
        tally.taken.add(ended.days, ended.n);
        let if_so = |holds: bool| if holds { ended.n } else { 0 };
        tally.in_time += if_so(ended.in_time);
        tally.reworked += if_so(ended.rework != 0);
        tally.asked_again += if_so(ended.rework & ASKED_AGAIN != 0);
        tally.sent_back += if_so(ended.rework & SENT_BACK != 0);
        tally.returned += if_so(ended.rework & RETURNED != 0);
    }
    Ok(tallies)
}

/// Whether a matter (`department/code`) belongs to these departments.
fn is_of(department: Option<&str>, matter: &str) -> bool {
    department.is_none_or(|department| {
        matter
            .strip_prefix(department)
            .is_some_and(|rest| rest.starts_with('/'))
    })
}

impl Office {
    async fn read_statistics(
        &self,
        member: &StaffMember,
        place: Option<&Place>,
    ) -> Result<Statistics, Fault> {
        let directory = self.directory();
        let scope = Scope::of(member, &directory);
        let place = place.unwrap_or(&scope.place);
        if !scope.covers(place, &directory) {
            return Err(PortalError::NotFound.into());
        }
        // An office's matters are its own, whatever department their definitions name.
        let department = match place {
            Place::Office(_) => None,
            _ => scope.department.as_deref(),
        };
        let period = Period::until(city_date(self.clock.now()));
        let mut snapshot = self.db.snapshot().await?;
        let conn = snapshot.conn();
        let inside = match place {
            Place::City => "",
            Place::District(code) | Place::Office(code) => code,
        };
        let mut matters = tallies(conn, "matter", inside, &period).await?;
        matters.retain(|code, _| is_of(department, code));
        let ready: Vec<(String, i64, i64)> = store::since(conn, inside).await?;
        let ready = ready
            .into_iter()
            .filter(|(code, ..)| is_of(department, code))
            .map(|(_, day, n)| (day, n));
        let ages = self.ages(period.today, ready);
        let (parts, streets) = match place {
            Place::City => {
                let of = tallies(conn, "district", department.unwrap_or_default(), &period).await?;
                (districts(of), Vec::new())
            }
            Place::District(code) => {
                let mut offices = tallies(conn, "office", code, &period).await?;
                offices.retain(|id, _| {
                    // An office that left the directory is nobody's but the whole district's.
                    department.is_none_or(|department| {
                        directory
                            .offices()
                            .iter()
                            .any(|office| office.id == *id && office.department == department)
                    })
                });
                let inside = department
                    .map_or_else(|| code.clone(), |department| format!("{code}/{department}"));
                let streets = tallies(conn, "street", &inside, &period).await?;
                (
                    offices
                        .into_iter()
                        .map(|(id, tally)| office_line(&directory, id, tally))
                        .collect(),
                    street_lines(&directory, code, streets),
                )
            }
            Place::Office(_) => (Vec::new(), Vec::new()),
        };
        Ok(Statistics {
            name: name_of(&directory, place),
            up: self.up(&scope, place, &directory),
            today: period.today,
            since: period.since,
            total: Tally::of(matters.values()),
            matters: matters
                .into_iter()
                .map(|(code, tally)| self.matter_line(code, tally))
                .collect(),
            parts,
            streets,
            ages,
            is_own_office: *place == Place::Office(member.office.0.clone()),
            department: department.map(str::to_owned),
            place: place.clone(),
        })
    }

    /// The wider places that this member may go up to.
    fn up(&self, scope: &Scope, place: &Place, directory: &Directory) -> Vec<(Wording, Place)> {
        let district = match place {
            Place::City => return Vec::new(),
            Place::District(_) => None,
            Place::Office(id) => id.get(..6).map(|code| Place::District(code.to_owned())),
        };
        [Some(Place::City), district]
            .into_iter()
            .flatten()
            .filter(|wider| scope.covers(wider, directory))
            .map(|wider| (name_of(directory, &wider), wider))
            .collect()
    }

    /// Open matters by age, from the days (since 1970) on which they became ready.
    fn ages(&self, today: Date, ready: impl Iterator<Item = (i64, i64)>) -> Vec<(Age, i64)> {
        // The earliest day that is so many working days ago, walking back until all ages are passed.
        let mut earliest: BTreeMap<i64, Date> = BTreeMap::new();
        let (mut day, mut age) = (today, 0);
        let oldest = Age::ALL
            .iter()
            .filter_map(|age| age.until)
            .max()
            .unwrap_or(0);
        while age <= oldest {
            earliest.insert(age, day);
            age += i64::from(self.calendar.is_worked(day));
            day = day.saturating_sub(1.day());
        }
        let mut ages: Vec<(Age, i64)> = Age::ALL.into_iter().map(|age| (age, 0)).collect();
        for (since, n) in ready {
            let day = date(1970, 1, 1).saturating_add(since.days());
            let is_within = |age: &Age| {
                age.until
                    .is_none_or(|until| earliest.get(&until).is_some_and(|first| day >= *first))
            };
            if let Some((_, count)) = ages.iter_mut().find(|(age, _)| is_within(age)) {
                *count += n;
            }
        }
        ages
    }

    fn matter_line(&self, code: String, tally: Tally) -> Line {
        let (name, promised) = self.named_matter(&code);
        Line {
            name,
            opens: None,
            promised,
            tally,
            code,
        }
    }

    /// A matter's name and promise by the definitions of today; what no definition knows any more has its code.
    fn named_matter(&self, key: &str) -> (Wording, Option<i64>) {
        let (department, code) = key.split_once('/').unwrap_or(("", key));
        self.services
            .iter()
            .flat_map(|service| &service.matters)
            .find(|matter| matter.code == code && matter.department == department)
            .map_or_else(
                || (Wording::same(code), None),
                |matter| (matter.name.clone(), Some(matter.promised_days)),
            )
    }

    async fn read_late_matters(
        &self,
        member: &StaffMember,
        place: &Place,
        list: LateList,
        after: Option<&QueuePlace>,
    ) -> Result<LateMatters, Fault> {
        let directory = self.directory();
        let scope = Scope::of(member, &directory);
        let (district, office) = match place {
            Place::City => return Err(PortalError::NotFound.into()),
            Place::District(code) => (code.as_str(), ""),
            Place::Office(id) => (id.get(..6).unwrap_or_default(), id.as_str()),
        };
        if !scope.covers(place, &directory) {
            return Err(PortalError::NotFound.into());
        }
        let today = city_date(self.clock.now());
        let (from, until) = match list {
            LateList::DueToday => (today, today),
            LateList::Overdue => (Date::MIN, today.saturating_sub(1.day())),
        };
        let from = if from == Date::MIN {
            String::new()
        } else {
            from.to_string()
        };
        let mut conn = self.db.read().await?;
        let mut rows = store::late(
            &mut conn,
            &Which {
                district,
                department: scope.department.as_deref().unwrap_or_default(),
                office,
                from: &from,
                until: &until.to_string(),
            },
            after.map_or_else(Default::default, |place| {
                (place.due.clone(), place.id.clone())
            }),
            PAGE + 1,
        )
        .await?;
        let page = usize::try_from(PAGE).expect("a page has few rows");
        let has_more = rows.len() > page;
        rows.truncate(page);
        let next = rows.last().filter(|_| has_more).map(|last| QueuePlace {
            due: last.due.clone(),
            id: last.id.clone(),
        });
        let rows = rows
            .into_iter()
            .map(|row| {
                let unreadable = |column: &str| Fault::Row(format!("matter.{column} {}", row.id));
                let due: Date = row.due.parse().map_err(|_| unreadable("due"))?;
                let reference =
                    CaseReference::parse(&row.reference).map_err(|_| unreadable("reference"))?;
                Ok(LateRow {
                    reference: reference.to_string(),
                    name: self
                        .named_matter(&format!("{}/{}", row.department, row.code))
                        .0,
                    office: name_of(&directory, &Place::Office(row.office.clone())),
                    stage: Stage::from_code(&row.stage).ok_or_else(|| unreadable("stage"))?,
                    due,
                    days_late: self.calendar.between(due, today),
                })
            })
            .collect::<Result<Vec<_>, Fault>>()?;
        Ok(LateMatters {
            name: name_of(&directory, place),
            department: scope.department,
            rows,
            next,
            is_first_page: after.is_none(),
        })
    }

    async fn read_public_figures(&self, matter: Option<&str>) -> Result<PublicFigures, Fault> {
        let period = Period::until(city_date(self.clock.now()));
        let mut snapshot = self.db.snapshot().await?;
        let conn = snapshot.conn();
        let open = Published::read(conn, &period).await?;
        let of_matters = tallies(conn, "matter", "", &period).await?;
        let chosen = matter
            .map(|key| open.row(key).ok_or(PortalError::NotFound))
            .transpose()?;
        let of_districts = match matter {
            Some(key) => tallies(conn, "cross", key, &period).await?,
            None => tallies(conn, "district", "", &period).await?,
        };
        let matters: Vec<PublicLine> = open
            .matters
            .iter()
            .enumerate()
            .map(|(row, key)| {
                let (name, promised) = self.named_matter(key);
                PublicLine {
                    cell: published(of_matters.get(key), open.ended.is_sum_of_row_hidden(row)),
                    rating: open.rating(Some(row), None),
                    code: key.clone(),
                    name,
                    promised,
                }
            })
            .collect();
        let districts = open
            .districts
            .iter()
            .enumerate()
            .map(|(column, code)| {
                let is_hidden = match chosen {
                    Some(row) => open.ended.is_hidden(row, column),
                    None => open.ended.is_sum_of_column_hidden(column),
                };
                PublicLine {
                    cell: published(of_districts.get(code), is_hidden),
                    rating: open.rating(chosen, Some(column)),
                    name: district_name(code),
                    promised: None,
                    code: code.clone(),
                }
            })
            .collect();
        let total = Tally::of(of_matters.values());
        Ok(PublicFigures {
            since: period.since,
            until: period.today,
            total: published(Some(&total), open.ended.is_total_hidden()),
            chosen: chosen.and_then(|row| matters.get(row).cloned()),
            matters,
            districts,
        })
    }

    /// Every published number by matter and district, for the downloads: all districts of a matter after one another, then
    /// the matter's own sum with an empty district.
    pub(super) async fn all_public_figures(&self) -> Result<(Date, Date, Vec<Cross>), Fault> {
        let period = Period::until(city_date(self.clock.now()));
        let mut snapshot = self.db.snapshot().await?;
        let conn = snapshot.conn();
        let open = Published::read(conn, &period).await?;
        let of_matters = tallies(conn, "matter", "", &period).await?;
        let mut all = Vec::new();
        for (row, key) in open.matters.iter().enumerate() {
            let (name, promised) = self.named_matter(key);
            let of_districts = tallies(conn, "cross", key, &period).await?;
            let line = |district: Option<usize>| Cross {
                matter: key.clone(),
                matter_name: name.clone(),
                promised,
                district: district
                    .and_then(|column| open.districts.get(column))
                    .cloned()
                    .unwrap_or_default(),
                cell: match district {
                    Some(column) => published(
                        open.districts
                            .get(column)
                            .and_then(|code| of_districts.get(code)),
                        open.ended.is_hidden(row, column),
                    ),
                    None => published(of_matters.get(key), open.ended.is_sum_of_row_hidden(row)),
                },
                rating: open.rating(Some(row), district),
            };
            all.extend((0..open.districts.len()).map(|column| line(Some(column))));
            all.push(line(None));
        }
        Ok((period.since, period.today, all))
    }
}

/// A line of a download.
#[derive(Clone, Debug)]
pub(super) struct Cross {
    pub matter: String,
    pub matter_name: Wording,
    pub promised: Option<i64>,
    /// Empty: of all districts.
    pub district: String,
    pub cell: PublicCell,
    pub rating: Rating,
}

/// How many stand behind every number that could be published, and which are not.
struct Published {
    matters: Vec<String>,
    districts: Vec<String>,
    ended: Hidden,
    rated: Hidden,
    /// Sum of the grades, and how many.
    grades: BTreeMap<(usize, usize), (i64, i64)>,
}

impl Published {
    async fn read(conn: &mut AnyConnection, period: &Period) -> Result<Self, Fault> {
        let ended = store::ended_by_matter_and_district(conn, &period.months).await?;
        let graded = store::grades(conn, &period.months).await?;
        let rows = || {
            let of_ended = ended.iter().map(|(matter, district, _)| (matter, district));
            of_ended.chain(
                graded
                    .iter()
                    .map(|(matter, district, ..)| (matter, district)),
            )
        };
        let matters: BTreeSet<&String> = rows().map(|(matter, _)| matter).collect();
        let matters: Vec<String> = matters.into_iter().cloned().collect();
        let mut districts: Vec<String> = DIVISIONS
            .iter()
            .map(|division| division.code.to_owned())
            .collect();
        let others: BTreeSet<&String> = rows()
            .map(|(_, district)| district)
            .filter(|district| !districts.contains(district))
            .collect();
        let others: Vec<String> = others.into_iter().cloned().collect();
        districts.extend(others);
        let place = |matter: &String, district: &String| {
            Some((
                matters.iter().position(|known| known == matter)?,
                districts.iter().position(|known| known == district)?,
            ))
        };
        let mut counts = vec![vec![0; districts.len()]; matters.len()];
        for (matter, district, n) in &ended {
            if let Some((row, column)) = place(matter, district) {
                counts[row][column] = *n;
            }
        }
        let mut ratings = vec![vec![0; districts.len()]; matters.len()];
        let mut grades = BTreeMap::new();
        for (matter, district, sum, n) in &graded {
            if let Some((row, column)) = place(matter, district) {
                ratings[row][column] = *n;
                grades.insert((row, column), (*sum, *n));
            }
        }
        Ok(Self {
            ended: hide(&counts),
            rated: hide(&ratings),
            grades,
            matters,
            districts,
        })
    }

    fn row(&self, matter: &str) -> Option<usize> {
        self.matters.iter().position(|known| known == matter)
    }

    /// The rating of a matter in a district; `None`: of all of them.
    fn rating(&self, row: Option<usize>, column: Option<usize>) -> Rating {
        let (sum, ratings) = self
            .grades
            .iter()
            .filter(|((of_row, of_column), _)| {
                row.is_none_or(|row| row == *of_row)
                    && column.is_none_or(|column| column == *of_column)
            })
            .fold((0, 0), |(sum, all), (_, (grades, n))| {
                (sum + grades, all + n)
            });
        let is_hidden = self.rated.is_hidden(
            row.unwrap_or(self.matters.len()),
            column.unwrap_or(self.districts.len()),
        );
        match ratings {
            0 if !is_hidden => Rating::NoneYet,
            _ if is_hidden => Rating::Hidden,
            _ => Rating::Shown {
                tenths: (sum * 20 + ratings) / (ratings * 2),
                ratings,
            },
        }
    }
}

fn published(tally: Option<&Tally>, is_hidden: bool) -> PublicCell {
    if is_hidden {
        return PublicCell::Hidden;
    }
    let shown = tally.and_then(|tally| {
        Some(PublicCell::Shown {
            ended: tally.ended(),
            median: tally.taken.within(50)?,
            p90: tally.taken.within(90)?,
            in_time: share(tally.in_time, tally.ended())?,
        })
    });
    shown.unwrap_or(PublicCell::Nothing)
}

/// A district by its code; `500000` are the offices of the municipality itself.
pub(super) fn district_name(code: &str) -> Wording {
    match Division::of(code) {
        Some(division) => division.name(),
        None if code == MUNICIPALITY => worded(Text::StatisticsMunicipal),
        None => Wording::same(code),
    }
}

fn name_of(directory: &Directory, place: &Place) -> Wording {
    match place {
        Place::City => worded(Text::StatisticsCity),
        Place::District(code) => district_name(code),
        Place::Office(id) => directory
            .offices()
            .iter()
            .find(|office| office.id == *id)
            .map_or_else(|| Wording::same(id.clone()), |office| office.name.clone()),
    }
}

/// All 38, in their order, and whatever else was counted.
fn districts(mut of: BTreeMap<String, Tally>) -> Vec<Line> {
    let mut lines: Vec<Line> = DIVISIONS
        .iter()
        .map(|division| district_line(division.code, of.remove(division.code).unwrap_or_default()))
        .collect();
    lines.extend(
        of.into_iter()
            .map(|(code, tally)| district_line(&code, tally)),
    );
    lines
}

fn district_line(code: &str, tally: Tally) -> Line {
    Line {
        name: district_name(code),
        opens: Some(Place::District(code.to_owned())),
        promised: None,
        tally,
        code: code.to_owned(),
    }
}

fn office_line(directory: &Directory, id: String, tally: Tally) -> Line {
    let place = Place::Office(id.clone());
    Line {
        name: name_of(directory, &place),
        opens: Some(place),
        promised: None,
        tally,
        code: id,
    }
}

/// The district's own streets, and one line for all who live elsewhere.
fn street_lines(
    directory: &Directory,
    district: &str,
    streets: BTreeMap<String, Tally>,
) -> Vec<Line> {
    let (here, elsewhere): (Vec<_>, Vec<_>) = streets
        .into_iter()
        .partition(|(street, _)| street.starts_with(district));
    let mut lines: Vec<Line> = here
        .into_iter()
        .map(|(street, tally)| Line {
            name: directory.street_name(&street),
            opens: None,
            promised: None,
            tally,
            code: street,
        })
        .collect();
    if !elsewhere.is_empty() {
        lines.push(Line {
            code: String::new(),
            name: worded(Text::StatisticsElsewhere),
            opens: None,
            promised: None,
            tally: Tally::of(elsewhere.iter().map(|(_, tally)| tally)),
        });
    }
    lines
}
