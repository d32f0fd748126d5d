using Microsoft.Playwright;

namespace FuelGrains.WebFront.Tests.Pages.Stations;

/// <summary>A clerk chooses the station at which to redeem vouchers, and finds back after a wrong choice.</summary>
[Collection<StationPages>]
public sealed class CounterChoiceTests(PagesFixture pages) : PageTest(pages)
{
    private const int MoreThanOneScreen = 11;

    [Fact]
    public async Task A_clerk_of_two_stations_sees_these_two_and_a_wrong_choice_has_a_way_back()
    {
        var (right, wrong) = (await StationAsync("right"), await StationAsync("wrong"));
        await StationAsync("others");
        var counter = await OpenCounterAsync("/redeem", right.Id, wrong.Id);
        var choices = counter.GetByTestId("stations").Locator("a");
        await Assertions.Expect(choices).ToHaveCountAsync(2);
        await Expect(counter, "station-find").ToBeHiddenAsync();

        await choices.Filter(new() { HasText = wrong.Name }).ClickAsync();
        await Expect(counter, "station").ToHaveTextAsync(wrong.Name);
        await counter.GetByTestId("other-station").ClickAsync();
        await choices.Filter(new() { HasText = right.Name }).ClickAsync();
        await Expect(counter, "station").ToHaveTextAsync(right.Name);
        await Expect(counter, "code").ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_clerk_of_one_station_has_nothing_to_choose()
    {
        var only = await StationAsync("only");
        var counter = await OpenCounterAsync("/redeem", only.Id);
        await Expect(counter, "station").ToHaveTextAsync(only.Name);
        await Assertions.Expect(counter).ToHaveURLAsync(new Uri(Address, $"/redeem/{only.Id}").ToString());
        await Expect(counter, "other-station").ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_clerk_at_a_foreign_station_is_led_to_the_own_one()
    {
        Provokes("status of 403");
        var (own, foreign) = (await StationAsync("own"), await StationAsync("foreign"));
        var counter = await OpenCounterAsync($"/redeem/{foreign.Id}", own.Id);
        await Expect(counter, "message").ToContainTextAsync("不在这座油站工作");

        await counter.GetByTestId("other-station").ClickAsync();
        await Expect(counter, "station").ToHaveTextAsync(own.Name);
        await Expect(counter, "message").ToHaveTextAsync("");
    }

    [Fact]
    public async Task Many_stations_are_searched_by_name()
    {
        var stations = new List<(string Name, Guid Id)>();
        for (var i = 0; i < MoreThanOneScreen; i++)
            stations.Add(await StationAsync($"many{i}"));
        var counter = await OpenCounterAsync("/redeem", [.. stations.Select(station => station.Id)]);
        var choices = counter.GetByTestId("stations").Locator("a");
        await Assertions.Expect(choices).ToHaveCountAsync(MoreThanOneScreen);

        await counter.GetByTestId("station-find").FillAsync(stations[7].Name);
        await Assertions.Expect(choices).ToHaveCountAsync(1);
        await Expect(counter, "station-find").ToBeVisibleAsync();
        await counter.GetByTestId("station-find").FillAsync("nowhere at all");
        await Expect(counter, "choose").ToContainTextAsync("没有符合的油站");
    }

    [Fact]
    public async Task A_clerk_without_a_station_is_told_whom_to_ask()
    {
        var counter = await OpenCounterAsync("/redeem");
        await Expect(counter, "choose").ToContainTextAsync("请联系管理员");
    }

    private async Task<(string Name, Guid Id)> StationAsync(string word)
    {
        var name = NewName(word);
        return (name, (await Api.NewStationAsync(name, Cancel)).Id);
    }

    private async Task<IPage> OpenCounterAsync(string path, params Guid[] stations)
    {
        var clerk = NewName("clerk");
        await Api.AddStaffAsync(clerk, ["station"], Cancel, stations);
        var counter = await OpenAsync(path);
        await LogInStaffAsync(counter, clerk, ProductApi.StaffPassword);
        await Expect(counter, "who").ToHaveTextAsync(clerk);
        return counter;
    }
}
