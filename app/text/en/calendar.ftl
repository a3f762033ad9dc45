holiday-new-year = New Year
holiday-spring-festival = the Spring Festival
holiday-qingming = Qingming
holiday-labour-day = Labour Day
holiday-dragon-boat = the Dragon Boat Festival
holiday-mid-autumn = the Mid-Autumn Festival
holiday-national-day = National Day
holiday-national-day-and-mid-autumn = National Day and the Mid-Autumn Festival
due-why-holiday = Offices are closed for { $holiday } from { $from } to { $until }; these days do not count.
due-why-holiday-one-day = Offices are closed for { $holiday } on { $from }; this day does not count.
due-why-made-up = { $day } is worked to make up for { $holiday }; it counts.
due-why-waited =
    { $count ->
        [one] Waited for an answer from { $from } to { $until }; the date moved by one working day.
       *[other] Waited for an answer from { $from } to { $until }; the date moved by { $count } working days.
    }
due-why-waiting = Has been waiting for an answer since { $since }; these days do not count.
due-why-starts-after = Starts when “{ $matter }” is done, expected on { $date }.
due-why-not-published = The holidays of { $year } are not published yet; this date may change.
