using FuelGrains.WebFront.Tests.Pages.Stations;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Look;

/// <summary>
/// Every page as a driver sees it: nothing scrolls sideways, no text is cut off, everything can be tapped, and every word is Chinese. A
/// change is looked at on each page once; FUELGRAINS_PICTURES names the folder of the whole report.
/// </summary>
[Collection<StationPages>]
public sealed class EveryPageTests(PagesFixture pages) : DriveTest(pages)
{
    private const string Folder = "FUELGRAINS_PICTURES";

    private readonly List<string> _faults = [];

    private static string? Pictures => Environment.GetEnvironmentVariable(Folder);

    [Fact]
    public async Task Each_page_stands_on_the_narrowest_phone_in_the_dark()
    {
        var looked = await LookAtAsync(scene => scene.State is "success" or "gone", Glass.Hardest, report: null);

        LookReport.Pages().Where(page => !looked.Contains(page)).ShouldBeEmpty();
        _faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_state_of_each_page_stands_in_each_size_and_light()
    {
        Assert.SkipWhen(Pictures is null, $"{Folder} names no folder for the pictures.");
        var report = new LookReport(Directory.CreateDirectory(Pictures!));

        await LookAtAsync(_ => true, Glass.All, report);

        await report.WriteAsync(Cancel);
        _faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Each_page_has_a_checklist_that_names_each_of_its_states()
    {
        var stage = new Stage("", "", "", "", "", "", "", default, default, "");
        foreach (var states in Scenes.Of(stage).GroupBy(scene => scene.Page))
        {
            var checklist = await LookReport.ChecklistAsync(states.Key, Cancel);
            string[] headings = ["Wants", "Taps from a tab", .. states.Select(scene => scene.State)];
            headings
                .Where(heading => !checklist.Any(line => line.StartsWith($"{heading}: ", StringComparison.Ordinal)))
                .ShouldBeEmpty(states.Key);
        }
    }

    /// <summary>Opens each scene and notes its faults; answers the pages that were seen.</summary>
    private async Task<HashSet<string>> LookAtAsync(Func<Scene, bool> isWanted, Glass[] glasses, LookReport? report)
    {
        Provokes(Lines.Complaints);
        var (station, site) = await OpenSiteAsync("PUMP 1 locked", "PUMP 2 locked");
        await using var _ = site;
        var stage = await Stage.SetAsync(Api, station, Cancel);
        var phones = new Dictionary<Viewer, IPage>
        {
            [Viewer.Driver] = await OpenLoggedInAsync(stage.Driver, "/m/#/pages/help/help"),
            [Viewer.Newcomer] = await OpenLoggedInAsync(NewName("newcomer"), "/m/#/pages/help/help"),
            [Viewer.Visitor] = await OpenAsync("/m/#/pages/help/help"),
        };
        var looked = new HashSet<string>();
        foreach (var scene in Scenes.Of(stage).Where(isWanted))
        {
            if (report is null && looked.Contains(scene.Page))
                continue;
            looked.Add(scene.Page);
            await LookAtAsync(phones[scene.Viewer], scene, glasses, report);
        }
        return looked;
    }

    private async Task LookAtAsync(IPage phone, Scene scene, Glass[] glasses, LookReport? report)
    {
        var page = await OpenTabAsync(phone, "about:blank");
        if (scene.Line is not null)
            await scene.Line(page);
        await page.GotoAsync(new Uri(Address, scene.Address).ToString());
        try
        {
            if (scene.Act is not null)
                await scene.Act(page);
            await Assertions.Expect(page.Locator(scene.Shows).First).ToBeVisibleAsync();
        }
        catch (Exception error) when (error is PlaywrightException or TimeoutException)
        {
            _faults.Add($"{scene.Name}: {scene.Shows} does not appear");
            await page.CloseAsync();
            return;
        }
        foreach (var glass in glasses)
        {
            await glass.LookThroughAsync(page);
            var faults = await page.EvaluateAsync<string[]>(LookScript.Faults);
            _faults.AddRange(faults.Select(fault => $"{scene.Name}, {glass.Name}: {fault}"));
            if (report is null)
                continue;
            await glass.StretchAsync(page);
            await page.ScreenshotAsync(
                new()
                {
                    Path = report.FileOf(scene, glass),
                    FullPage = true,
                    Animations = ScreenshotAnimations.Disabled,
                }
            );
            report.Add(scene, glass, faults);
        }
        await page.CloseAsync();
    }
}
