using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>A member of staff works in several tabs of one browser, reloads them and hands links on.</summary>
[Collection<StationPages>]
public sealed class StaffTabsTests(PagesFixture pages) : PageTest(pages)
{
    [Fact]
    public async Task Another_tab_is_logged_in_and_a_logout_in_one_tab_reaches_all()
    {
        var first = await OpenConsoleAsync("sales");
        var second = await OpenTabAsync(first, "/staff#orders");
        var counter = await OpenTabAsync(first, "/redeem");
        foreach (var tab in new[] { second, counter })
        {
            await Expect(tab, "who").ToHaveTextAsync(ProductApi.StaffName);
            await Expect(tab, "login").ToBeHiddenAsync();
            tab.Url.ShouldNotContain("token");
        }

        await second.GetByTestId("logout").ClickAsync();
        foreach (var tab in new[] { first, second, counter })
        {
            await Expect(tab, "login").ToBeVisibleAsync();
            await Expect(tab, "who").ToBeHiddenAsync();
        }
    }

    [Fact]
    public async Task A_login_in_one_tab_reaches_the_others_and_another_person_takes_their_place()
    {
        var first = await OpenAsync("/staff#sales");
        var second = await OpenTabAsync(first, "/staff#sales");
        await LogInStaffAsync(second, ProductApi.StaffName, ProductApi.StaffPassword);
        await Expect(first, "who").ToHaveTextAsync(ProductApi.StaffName);

        var other = NewName("marketing");
        await Api.AddStaffAsync(other, ["marketing"], Cancel);
        await second.GetByTestId("logout").ClickAsync();
        await LogInStaffAsync(second, other, ProductApi.StaffPassword);
        await Expect(first, "who").ToHaveTextAsync(other);
        await Expect(first, "tab-ops").ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_login_ends_with_the_browser()
    {
        var staff = await OpenConsoleAsync("sales");
        var nextDay = await OpenTabAsync(staff, "/");
        await staff.CloseAsync();
        // A browser that ends forgets the cookies that name no end, and keeps its storage.
        await nextDay.Context.ClearCookiesAsync();

        await nextDay.GotoAsync(new Uri(Address, "/staff").ToString());
        await Expect(nextDay, "login").ToBeVisibleAsync();
        (await nextDay.EvaluateAsync<string?>("localStorage.getItem('fuelgrains.staff')")).ShouldBeNull();
    }

    [Fact]
    public async Task A_reload_and_a_link_keep_the_order_that_was_looked_up()
    {
        var order = await Api.BuyFulfilledAsync(NewName("alice"), await Api.PublishFlashSaleAsync(Cancel), Cancel);
        var staff = await OpenConsoleAsync("orders");
        await staff.GetByTestId("find-id").FillAsync(order.ToUpperInvariant());
        await staff.GetByTestId("find-go").ClickAsync();
        await Expect(staff, "found").ToContainTextAsync(order);
        await Assertions.Expect(staff).ToHaveURLAsync(new Uri(Address, $"/staff#orders/{order}").ToString());

        await staff.ReloadAsync();
        await Expect(staff, "found").ToContainTextAsync(order);
        await Expect(staff, "find-id").ToHaveValueAsync(order);
        var link = await OpenTabAsync(staff, $"/staff#orders/{order}");
        await Expect(link, "found").ToContainTextAsync(order);

        await staff.GetByTestId("tab-money").ClickAsync();
        await Expect(staff, "found").ToBeHiddenAsync();
        await staff.GetByTestId("tab-orders").ClickAsync();
        await Expect(staff, "found").ToContainTextAsync(order);
    }

    [Fact]
    public async Task A_reload_keeps_the_station_that_was_chosen()
    {
        var (station, _, _) = await Api.NewStationAsync(NewName("站"), Cancel);
        var staff = await OpenConsoleAsync($"stations/{station}");
        await Expect(staff, "station").ToContainTextAsync($"{station}");
        await staff.ReloadAsync();
        await Expect(staff, "station").ToContainTextAsync($"{station}");
    }
}
