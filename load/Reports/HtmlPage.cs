using System.Net;
using System.Text;

namespace FuelGrains.Load.Reports;

/// <summary>A report as one page of HTML: style and charts are inside, and there are no scripts.</summary>
internal sealed class HtmlPage(string title)
{
    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; max-width: 1100px; margin: 2rem auto; padding: 0 1rem; color: #1b1f24 }
        table { border-collapse: collapse; margin: 1rem 0 } td, th { border: 1px solid #d0d7de; padding: .3rem .6rem; text-align: left }
        th { background: #f0f3f6 } svg { max-width: 100%; height: auto } .bad { background: #ffe3e0 }
        """;

    private readonly StringBuilder _body = new();

    public void Section(string heading) => Add($"<h2>{Text(heading)}</h2>");

    public void Paragraph(string words) => Add($"<p>{Text(words)}</p>");

    public void Bullets(IEnumerable<string> lines) =>
        Add($"<ul>{string.Concat(lines.Select(line => $"<li>{Text(line)}</li>"))}</ul>");

    public void Table(IEnumerable<string> head, IEnumerable<string[]> rows)
    {
        Add($"<table><tr>{string.Concat(head.Select(h => $"<th>{Text(h)}</th>"))}</tr>");
        foreach (var row in rows)
            Add($"<tr>{string.Concat(row.Select(Cell))}</tr>");
        Add("</table>");
    }

    public void Chart(BarChart chart) => Add(chart.Svg());

    public override string ToString() =>
        $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>{Text(title)}</title><style>
            {Style}
            </style></head><body>
            <h1>{Text(title)}</h1>
            {_body}</body></html>

            """;

    private void Add(string html) => _body.Append(html).Append('\n');

    private static string Cell(string cell)
    {
        var isBad = cell is "FALLS SHORT" or "FAILED" || cell.StartsWith("INVALID", StringComparison.Ordinal);
        return $"<td{(isBad ? " class=\"bad\"" : "")}>{Text(cell)}</td>";
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);
}
