using System.Globalization;
using System.Net;

namespace FuelGrains.Load.Reports;

/// <summary>Horizontal bars of medians; a thin line shows the spread from the least to the most.</summary>
internal sealed record BarChart(string Title, string Unit, IReadOnlyList<Bar> Bars)
{
    private const int Width = 900;
    private const int Labels = 300;
    private const int Values = 110;
    private const int RowHeight = 28;
    private const int Top = 34;

    public string Svg()
    {
        var most = Math.Max(Bars.Max(bar => bar.Values.Most), double.Epsilon);
        var height = Top + (Bars.Count * RowHeight) + 8;
        List<string> svg =
        [
            $"<svg viewBox=\"0 0 {Width} {height}\" width=\"{Width}\" role=\"img\" font-size=\"13\" font-family=\"system-ui\">",
            $"<text x=\"0\" y=\"18\" font-weight=\"600\">{Text($"{Title} ({Unit})")}</text>",
        ];
        for (var i = 0; i < Bars.Count; i++)
        {
            var (bar, y) = (Bars[i], Top + (i * RowHeight));
            var (length, least, end) = (X(bar.Values.Median), X(bar.Values.Least), X(bar.Values.Most));
            svg.Add($"<text x=\"0\" y=\"{y + 15}\">{Text(bar.Name)}</text>");
            svg.Add($"<rect x=\"{Labels}\" y=\"{y + 3}\" width=\"{At(length)}\" height=\"16\" fill=\"#4a7ebb\"/>");
            svg.Add(
                $"<line x1=\"{At(Labels + least)}\" x2=\"{At(Labels + end)}\" y1=\"{y + 11}\" y2=\"{y + 11}\" stroke=\"#1b1f24\"/>"
            );
            svg.Add($"<text x=\"{At(Labels + end + 8)}\" y=\"{y + 15}\">{Text(Number(bar.Values.Median))}</text>");
        }
        svg.Add("</svg>");
        return string.Join('\n', svg);

        double X(double value) => value / most * (Width - Labels - Values);
    }

    private static string Number(double value) =>
        value.ToString(value >= 100 ? "N0" : "0.00", CultureInfo.InvariantCulture);

    private static string At(double x) => x.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}

internal sealed record Bar(string Name, Measurements Values);
