using System.Text.Json;
using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>The rules inside the pages run in the browser, against made-up messages.</summary>
[Collection<CustomerPages>]
public sealed partial class PageModuleTests(PagesFixture pages) : PageTest(pages)
{
    [Theory]
    [InlineData(2, 5, 2, 5, 6, "apply")]
    [InlineData(2, 5, 2, 5, 9, "apply")]
    [InlineData(2, 5, 2, 4, 5, "ignore")]
    [InlineData(2, 5, 2, 3, 4, "ignore")]
    [InlineData(2, 5, 2, 6, 7, "resync")]
    [InlineData(2, 5, 2, 4, 6, "resync")]
    [InlineData(2, 5, 3, 5, 6, "resync")]
    [InlineData(2, 5, 3, 0, 1, "resync")]
    [InlineData(2, 5, 1, 5, 6, "ignore")]
    public async Task An_update_is_applied_ignored_or_answered_by_a_snapshot(
        int epoch,
        int rev,
        int updateEpoch,
        int from,
        int to,
        string expected
    )
    {
        var page = await OpenAsync("/staff");
        var verdict = await page.EvaluateAsync<string>(
            """
            async ([epoch, rev, updateEpoch, from, to]) =>
              (await import('/js/topic.js')).classify({ epoch, rev }, { epoch: updateEpoch, from, to })
            """,
            new[] { epoch, rev, updateEpoch, from, to }
        );
        verdict.ShouldBe(expected);
    }

    [Fact]
    public async Task A_gap_is_healed_by_a_snapshot_and_nothing_that_came_meanwhile_is_lost()
    {
        var seen = await RunAsync(
            """
            const { Topic } = await import('/js/topic.js');
            const seen = [];
            const snapshots = [{ epoch: 1, rev: 3, data: 'at 3' }, { epoch: 1, rev: 6, data: 'at 6' }];
            const topic = new Topic('sale/x', data => seen.push(data));
            await topic.open(async () => snapshots.shift());
            topic.receive({ epoch: 1, from: 3, to: 4, data: 'to 4' });
            topic.receive({ epoch: 1, from: 5, to: 6, data: 'to 6' });   // 4 -> 5 is missing
            topic.receive({ epoch: 1, from: 6, to: 8, data: 'to 8' });   // comes while the snapshot is on its way
            while (!topic.current) await new Promise(resolve => setTimeout(resolve, 5));
            topic.receive({ epoch: 1, from: 6, to: 8, data: 'again' });
            return seen;
            """
        );
        seen.ShouldBe(["at 3", "to 4", "at 6", "to 8"]);
    }

    [Fact]
    public async Task A_snapshot_older_than_the_update_that_asked_for_it_is_asked_for_again()
    {
        var seen = await RunAsync(
            """
            const { Topic } = await import('/js/topic.js');
            const seen = [];
            const snapshots = [
              { epoch: 1, rev: 3, data: 'at 3' },
              { epoch: 1, rev: 3, data: 'still 3' },
              { epoch: 1, rev: 9, data: 'at 9' },
            ];
            const topic = new Topic('sale/x', data => seen.push(data));
            await topic.open(async () => snapshots.shift());
            topic.receive({ epoch: 1, from: 7, to: 9, data: 'to 9' });
            while (!topic.current) await new Promise(resolve => setTimeout(resolve, 5));
            return seen;
            """
        );
        seen.ShouldBe(["at 3", "still 3", "at 9"]);
    }

    [Fact]
    public async Task A_resync_waits_for_its_delay_and_shows_updates_meanwhile_and_asks_once()
    {
        var seen = await RunAsync(
            """
            const { Topic } = await import('/js/topic.js');
            const seen = [];
            let asked = 0;
            const topic = new Topic('me', data => seen.push(data));
            await topic.open(async () => ({ epoch: 1, rev: 3 + asked, data: `snapshot ${++asked}` }));
            topic.resyncAfter(120);
            topic.resyncAfter(150);
            topic.receive({ epoch: 1, from: 3, to: 4, data: 'to 4' });
            seen.push(String(topic.current));
            while (asked < 2) await new Promise(resolve => setTimeout(resolve, 5));
            await new Promise(resolve => setTimeout(resolve, 200));
            seen.push(String(asked));
            return seen;
            """
        );
        seen.ShouldBe(["snapshot 1", "to 4", "true", "snapshot 2", "2"]);
    }

    [Fact]
    public async Task Server_time_stays_within_what_the_answers_allow_and_never_steps_back()
    {
        var seen = await RunAsync(
            """
            const { ServerClock } = await import('/js/clock.js');
            let local = 1000;
            const clock = new ServerClock(() => local);
            const at = ms => new Date(ms).toISOString();
            const seen = [];
            clock.answered(at(50_000), 800, 1000);        // stamped between 800 and 1000: the offset is 49,000..49,200
            seen.push(String(clock.now()));
            let last = clock.now();
            let steppedBack = false;
            clock.answered(at(50_020), 1000, 1020);       // a better answer: 49,000..49,020
            for (local = 1020; local < 6000; local += 20) { steppedBack ||= clock.now() < last; last = clock.now(); }
            seen.push(String(steppedBack), String(Math.abs(clock.now() - local - 49_010) < 5));
            clock.pushed(at(local + 60_000));              // the device slept: its count stood still for 11 s
            seen.push(String(clock.now() - local));
            return seen;
            """
        );
        seen.ShouldBe(["50100", "false", "true", "60000"]);
    }

    [Theory]
    [InlineData("198", 19_800)]
    [InlineData("0.1", 10)]
    [InlineData("198.5", 19_850)]
    [InlineData("198.05", 19_805)]
    [InlineData("1e3", null)]
    [InlineData("1.005", null)]
    [InlineData("-1", null)]
    [InlineData("", null)]
    public async Task Money_typed_in_yuan_becomes_fen_without_floating_point(string typed, int? fen)
    {
        var page = await OpenAsync("/staff");
        var read = await page.EvaluateAsync<JsonElement?>(
            "async typed => { const fen = (await import('/js/format.js')).fenOf(typed); return Number.isNaN(fen) ? null : fen; }",
            typed
        );
        (read?.GetInt32()).ShouldBe(fen);
    }

    [Fact]
    public async Task Every_problem_of_the_api_has_its_sentence()
    {
        var sources = Directory.EnumerateFiles(
            Path.Combine(ProductProgram.Root, "src", "WebFront"),
            "*.cs",
            SearchOption.AllDirectories
        );
        var slugs = sources
            .SelectMany(file => Slug().Matches(File.ReadAllText(file)))
            .Select(match => match.Groups[1].Value)
            .Distinct()
            .ToArray();
        slugs.Length.ShouldBeGreaterThan(40);
        var page = await OpenAsync("/staff");

        var missing = await page.EvaluateAsync<string[]>(
            """
            async slugs => {
                const { problemText } = await import('/js/texts.js');
                const fallback = problemText({ slug: 'never heard of', status: 418 });
                return slugs.filter(slug => problemText({ slug, status: 418 }) === fallback);
            }
            """,
            slugs
        );
        missing.ShouldBeEmpty();
    }

    private async Task<string[]> RunAsync(string script)
    {
        var page = await OpenAsync("/staff");
        return await page.EvaluateAsync<string[]>($"async () => {{ {script} }}");
    }

    /// <summary>Matches a problem as the code writes it: its slug, then its status.</summary>
    [GeneratedRegex("""\(\s*"([a-z]+(?:-[a-z]+)*)",\s*[45]\d\d\b""")]
    private static partial Regex Slug();
}
