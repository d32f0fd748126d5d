namespace FuelGrains.Load.Tests.Reports;

/// <summary>Tests the page of a report with charts.</summary>
public sealed class HtmlPageTests
{
    [Fact]
    public void A_page_loads_nothing_and_takes_no_markup_from_a_reply()
    {
        var page = new HtmlPage("<title>");
        page.Table(
            ["what"],
            [
                ["<script>alert(1)</script>"],
                ["FALLS SHORT"],
            ]
        );
        page.Chart(new("Rates", "1/s", [new("a & b", new([3.0, 1.0, 2.0]))]));
        var html = page.ToString();
        html.ShouldNotContain("<script");
        html.ShouldNotContain("src=");
        html.ShouldNotContain("href=");
        html.ShouldContain("&lt;script&gt;");
        html.ShouldContain("<td class=\"bad\">FALLS SHORT</td>");
        html.ShouldContain("a &amp; b");
    }

    [Fact]
    public void A_bar_is_as_long_as_its_median_and_its_line_spans_the_spread()
    {
        var svg = new BarChart(
            "Rates",
            "1/s",
            [new("slow", new([1.0, 1.0, 1.0])), new("fast", new([2.0, 4.0, 3.0]))]
        ).Svg();
        // The longest value, 4, is 490 wide.
        svg.ShouldContain("width=\"122.5\"");
        svg.ShouldContain("width=\"367.5\"");
        svg.ShouldContain("x1=\"545\" x2=\"790\"");
    }
}
