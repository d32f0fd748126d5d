using System.Collections;
using System.Text;

namespace FuelGrains.Load.Reports;

/// <summary>
/// A result: it is read on the screen as Markdown, and kept as a file. A report with charts is kept as a page as well, which loads nothing
/// from elsewhere.
/// </summary>
internal sealed class Report(string title)
{
    private readonly StringBuilder _text = new($"# {title}{Environment.NewLine}");
    private readonly HtmlPage _page = new(title);
    private bool _hasCharts;

    /// <summary>Returns the title's end: the verdict when every check held, else how many failed.</summary>
    public static string Verdict(IReadOnlyCollection<Check> checks, string held) =>
        checks.Count(c => !c.Held) is var failed && failed == 0 ? held : $"{failed} checks FAILED";

    public Report Section(string heading)
    {
        _page.Section(heading);
        return Add($"{Environment.NewLine}## {heading}");
    }

    public Report Paragraph(string words)
    {
        _page.Paragraph(words);
        return Add(Environment.NewLine + words);
    }

    public Report Bullets(IEnumerable<string> lines)
    {
        var items = lines.ToList();
        _page.Bullets(items);
        return Bare(items.Select(line => $"- {line}"));
    }

    /// <summary>Adds a table with padded columns, which can be read in a terminal too.</summary>
    public Report Table(string[] head, IEnumerable<string[]> body)
    {
        // A cell may have the beginning of a reply: a bar in it must not end the cell.
        var rows = body.Select(r => r.Select(c => c.Replace('|', '/')).ToArray()).ToList();
        _page.Table(head, rows);
        var widths = head.Select((h, i) => rows.Select(r => r[i].Length).Append(h.Length).Max()).ToArray();
        string[][] lines = [head, [.. widths.Select(w => new string('-', w))], .. rows];
        return Bare(lines.Select(cells => $"| {string.Join(" | ", cells.Select((c, i) => c.PadRight(widths[i])))} |"));
    }

    /// <summary>Adds a chart to the page. Its figures stand in a table as well, so the Markdown lacks nothing.</summary>
    public Report Chart(BarChart chart)
    {
        _hasCharts = true;
        _page.Chart(chart);
        return this;
    }

    public Report Checks(string heading, IEnumerable<Check> checks) =>
        Section(heading)
            .Table(
                ["where", "promise", "found", "verdict"],
                checks.Select(c => new[] { c.Where, c.Promise, c.Found, c.Verdict })
            );

    public override string ToString() => _text.ToString();

    /// <summary>Prints the report and writes it to <c>results/(UTC date-time)-(name).md</c>, with charts to <c>.html</c> as well.</summary>
    public async Task PublishAsync(string folder, string name, TimeProvider time)
    {
        Console.WriteLine();
        Console.WriteLine(this);
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{time.GetUtcNow().UtcDateTime:yyyyMMdd'T'HHmmss'Z'}-{name}.md");
        await File.WriteAllTextAsync(file, ToString());
        if (_hasCharts)
            await File.WriteAllTextAsync(Path.ChangeExtension(file, ".html"), _page.ToString());
        Console.WriteLine($"Written: {Path.GetRelativePath(Environment.CurrentDirectory, file)}");
    }

    private Report Bare(IEnumerable<string> lines) =>
        Add(string.Concat(lines.Select(line => Environment.NewLine + line)));

    private Report Add(string text)
    {
        _text.AppendLine(text);
        return this;
    }
}

/// <summary>Rows of two cells: what, and how much of it.</summary>
internal sealed class Rows : IEnumerable<string[]>
{
    private readonly List<string[]> _rows = [];

    public string this[string what]
    {
        set => _rows.Add([what, value]);
    }

    public IEnumerator<string[]> GetEnumerator() => _rows.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
