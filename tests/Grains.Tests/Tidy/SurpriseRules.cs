using System.Text.RegularExpressions;
using Shouldly;
using Xunit;
using static FuelGrains.Grains.Tests.Tidy.Repository;

namespace FuelGrains.Grains.Tests.Tidy;

/// <summary>Keeps out what behaves in another way than its readers expect; docs/surprises.md says what was seen.</summary>
public sealed partial class SurpriseRules
{
    /// <summary>A form that src does not use, why, and the files that may.</summary>
    private static readonly (string Name, Regex Form, string Why, string[] Allowed)[] Forms =
    [
        (
            "star",
            Of(@"(?i:select)\s+\*\s+(?i:from)\s+\w"),
            "Name the columns: a prepared SELECT * fails on every connection after ADD COLUMN.",
            []
        ),
        (
            "skip locked",
            Of(@"\{?\w*\.?SkipLocked\}?|SKIP LOCKED"),
            "Lease rows with DueRows: a subselect that is not materialized may take the whole queue.",
            // A bill's key has two columns, and its lease has the materialized form. The sweeper's SELECT stands alone, so it takes no more
            // than its limit.
            [
                "Ops/Scheduling/DueRows.cs",
                "Orders/Bills/BillTable.cs",
                "Orders/Vouchers/VoucherSweeper.cs",
                "Storage/LedgerDialect.cs",
                "Storage/LedgerSession.cs",
            ]
        ),
        (
            "copy in",
            Of(@"BeginTextImport|BeginBinaryImport|BeginRawBinaryCopy"),
            "A text COPY that an exception leaves commits its rows; arrays of parameters do not.",
            // The opening of a shard copies out.
            ["Campaigns/Stock/StockTable.Postgres.cs"]
        ),
        (
            "error barriers",
            Of(@"EnableErrorBarriers|\bNpgsqlBatch\b|CreateBatch\("),
            "With error barriers a refusal has no SQLSTATE of its own and a failed statement is passed over.",
            []
        ),
        (
            "session state",
            Of(
                @"pg_(?:try_)?advisory_lock|\bLISTEN [a-z]|CREATE TEMP|\bSET SESSION\b|\bSET (?:search_path|statement_timeout)"
            ),
            "A pooled connection keeps its session's locks and settings when it is closed.",
            ["Storage/LedgerMigrator.cs"]
        ),
        (
            "late lock",
            Of(@"deferred: true"),
            "On SQLite a transaction that reads first and writes later fails with BUSY_SNAPSHOT; only a snapshot reads alone.",
            ["Storage/SqliteDatabase.cs"]
        ),
        (
            "grain storage",
            Of(@"\bIPersistentState\b|\[PersistentState|: Grain<"),
            "State lies in tables. Grain storage drops zeros and accepts what it cannot read: test each type by reading it back.",
            []
        ),
        (
            "reminders",
            Of(@"\bIRemindable\b|RegisterOrUpdateReminder"),
            "A reminder that an outage swallows comes a period late: write the due time to a row and sweep (ADR 10).",
            []
        ),
        (
            "transactions and streams",
            Of(@"\[Transaction\(|ITransactionalState|AddMemoryStreams|IAsyncStream<"),
            "Opposite Orleans transactions abort each other; a subscriber that throws stops its memory stream for a minute.",
            []
        ),
        (
            "call filters",
            Of(@"I(?:Incoming|Outgoing)GrainCallFilter"),
            "A filter that answers without invoking the next one fails as broken: use a value of the method's reply.",
            []
        ),
        (
            "framework limiters",
            Of(@"System\.Threading\.RateLimiting|AddRateLimiter\("),
            "Their RetryAfter names a whole window or nothing (ADR 9).",
            []
        ),
        (
            "total",
            Of(@"""fuelgrains\.[a-z.]*(?:total""|_)"),
            "The exporter appends its own _total, also behind the unit, and turns dots into underscores.",
            []
        ),
        (
            "buckets",
            Of(@"CreateHistogram<double>\((?![^;]*InstrumentAdvice)[^;]*;"),
            "The default buckets end the first one at 5: seconds all fall into it.",
            []
        ),
        (
            "days by mistake",
            Of(@"typeof\(TimeSpan\)[^\]]*""(?:2[4-9]|[3-9]\d|\d{3,}):\d\d:"),
            ".NET reads 24:00:00 as 24 days: write 1.00:00:00.",
            []
        ),
    ];

    /// <summary>Packages with rows in docs/surprises.md that nothing here guards against.</summary>
    private static readonly string[] Unguarded =
    [
        "UnitsNet",
        "CsvHelper",
        "StandardWebhooks",
        "hdr-histogram-js",
        "miniprogram-simulate",
        "gcoord",
        "coordtransform",
        "chinese-days",
        "chinese-workday",
        "date-holidays",
        "opening_hours",
        "nzh",
        "sm-crypto",
        "node-thermal-printer",
    ];

    [Fact]
    public void Nothing_in_src_uses_a_form_that_surprises() =>
        ShouldHold(
            "docs/surprises.md says what was seen.",
            from file in Under("src", ".cs")
            from form in Forms
            where !form.Allowed.Any(allowed => file.EndsWith(allowed, StringComparison.Ordinal))
            let found = form.Form.Match(WithoutComments(Read(file)))
            where found.Success
            select $"{file}: '{found.Value.Trim()}': {form.Why}"
        );

    [Fact]
    public void Each_TimeSpan_option_has_an_upper_bound() =>
        ShouldHold(
            "Give it [Range(typeof(TimeSpan), ...)]: what is meant as hours may be read as days.",
            Under("src", ".cs")
                .Where(f => !f.Contains("Simulator/", StringComparison.Ordinal))
                .SelectMany(f => Unbounded(Read(f)).Select(name => $"{f}: {name}"))
        );

    [Fact]
    public void No_package_is_used_that_a_row_warns_of() =>
        ShouldHold(
            "Read its row in docs/surprises.md first, and write the test that the row asks for.",
            Files
                .Where(f => f == "Directory.Packages.props" || f.EndsWith("package.json", StringComparison.Ordinal))
                .SelectMany(f =>
                    Unguarded
                        .Where(p => Read(f).Contains($"\"{p}\"", StringComparison.Ordinal))
                        .Select(p => $"{f}: {p}")
                )
        );

    [Theory]
    [InlineData("star", "SELECT * FROM orders", "SELECT * FROM {Seats.As(\"n\")}")]
    [InlineData("skip locked", "LIMIT 10 FOR UPDATE SKIP LOCKED", "LIMIT 10 FOR UPDATE")]
    [InlineData("copy in", "connection.BeginTextImport(sql)", "connection.BeginBinaryExport(sql)")]
    [InlineData("error barriers", "new NpgsqlBatch(connection)", "new ShardBatch()")]
    [InlineData("session state", "SELECT pg_advisory_lock(1)", "SELECT pg_advisory_xact_lock(1)")]
    [InlineData("session state", "LISTEN news", "// Listens")]
    [InlineData("late lock", "BeginTransaction(deferred: true)", "BeginTransaction()")]
    [InlineData("grain storage", "[PersistentState(\"a\")] IPersistentState<A> a", "new StateA()")]
    [InlineData("reminders", "class A : Grain, IRemindable", "class A : Grain")]
    [InlineData("transactions and streams", "[Transaction(TransactionOption.Join)]", "BeginTransaction()")]
    [InlineData("call filters", "class A : IIncomingGrainCallFilter", "class A")]
    [InlineData("framework limiters", "services.AddRateLimiter(o => o)", "services.AddRateLimits()")]
    [InlineData("total", "\"fuelgrains.wait.total\"", "\"fuelgrains.wait\"")]
    [InlineData("total", "\"fuelgrains.shard_open\"", "\"fuelgrains.shard.open\"")]
    [InlineData(
        "buckets",
        "CreateHistogram<double>(\"a\", \"s\");",
        "CreateHistogram<double>(\"a\", new InstrumentAdvice<double>());"
    )]
    [InlineData(
        "days by mistake",
        "[Range(typeof(TimeSpan), \"00:00:01\", \"24:00:00\")]",
        "[Range(typeof(TimeSpan), \"00:00:01\", \"1.00:00:00\")]"
    )]
    public void A_form_is_known_from_what_looks_like_it(string name, string planted, string harmless)
    {
        var forms = Forms.Where(f => f.Name == name).ToList();
        forms.ShouldHaveSingleItem().Form.IsMatch(WithoutComments(planted)).ShouldBeTrue();
        forms[0].Form.IsMatch(WithoutComments(harmless)).ShouldBeFalse();
    }

    [Fact]
    public void An_option_without_an_upper_bound_is_found()
    {
        const string Bounded =
            "[Range(typeof(TimeSpan), \"00:00:01\", \"00:01:00\"), ConfigurationKeyName(\"B\")]\n    public TimeSpan A { get; set; }";
        Unbounded(Bounded).ShouldBeEmpty();
        Unbounded($"{Bounded}\n\n    public TimeSpan B {{ get; set; }} = TimeSpan.Zero;").ShouldBe(["B"]);
    }

    private static IEnumerable<string> Unbounded(string code) =>
        Option().Matches(code).Where(m => !m.Groups["range"].Success).Select(m => m.Groups["name"].Value);

    private static string WithoutComments(string code) => Comment().Replace(code, "");

    private static Regex Of(string pattern) => new(pattern, RegexOptions.CultureInvariant);

    [GeneratedRegex(
        @"(?<range>\[Range\(typeof\(TimeSpan\), ""[^""]+"", ""[^""]+""\)[^\]]*\]\s+(?:\[[^\]]*\]\s+)*)?"
            + @"public TimeSpan (?<name>\w+) \{ get; set; \}"
    )]
    private static partial Regex Option();

    [GeneratedRegex(@"^\s*//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();
}
