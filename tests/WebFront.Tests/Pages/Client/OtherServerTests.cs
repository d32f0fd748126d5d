using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Client;

/// <summary>A server that is newer or older than the client: what it says is shown in honest words, never as a key or a slug.</summary>
[Collection<CustomerPages>]
public sealed class OtherServerTests(PagesFixture pages) : PageTest(pages)
{
    private const string Newer = "fromTheFuture";

    [Fact]
    public async Task States_that_only_a_newer_server_knows_are_shown_as_other_ones()
    {
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var name = NewName("anna");
        var order = await Api.BuyFulfilledAsync(name, sale, Cancel);
        var page = await OpenLoggedInAsync(name, "/");
        // The live news come from the server of today.
        await page.RouteWebSocketAsync("**/hubs/live**", _ => { });
        await AnswersAsync(page, $"**/api/orders/{order}", ToNewer);
        await AnswersAsync(page, "**/api/orders?*", answer => Each(answer, "orders", ToNewer));
        await AnswersAsync(page, "**/api/vouchers?*", answer => Each(answer, "vouchers", ToNewerVoucher));

        await page.GotoAsync(new Uri(Address, $"/orders/{order}").ToString());
        await Expect(page, "order-state").ToHaveTextAsync("其他状态");
        await Expect(page, "order-says").ToContainTextAsync("这个版本还不认识这个状态");
        await ShouldReadAsWordsAsync(page);

        await page.GotoAsync(new Uri(Address, "/m/#/pages/wallet/orders").ToString());
        await Expect(page, "row-status").ToHaveTextAsync("其他状态");
        await ShouldReadAsWordsAsync(page);

        // A voucher is not hidden because its state is new.
        await page.GotoAsync(new Uri(Address, "/m/#/pages/wallet/vouchers").ToString());
        await Expect(page, "voucher-state").ToHaveTextAsync("其他状态");
        await Expect(page, "show-code").ToHaveCountAsync(0);
        await ShouldReadAsWordsAsync(page);
    }

    [Fact]
    public async Task A_refusal_that_only_a_newer_server_knows_is_told_and_the_press_is_over()
    {
        Provokes("status of 409");
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var page = await OpenFlashSaleAsync(sale, NewName("anna"));
        await RefusesAsync(page, "**/api/flash-sales/*/orders", 409, "only-on-mondays");
        await page.GetByTestId("go").ClickAsync();

        await Expect(page, "refusal").ToHaveTextAsync("服务返回了意外的结果（409），请稍候再试");
        await ExpectEnabledAsync(page, "go");
    }

    [Fact]
    public async Task A_client_that_is_too_old_is_told_on_the_first_page_and_at_the_press()
    {
        Provokes("status of 426");
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var page = await OpenAsync("/m/#/pages/me/me");
        await LogInAtCardAsync(page, NewName("anna"));
        await AnswersAsync(page, "**/api/config*", config => config["minimumVersion"] = "99.0.0");
        await RefusesAsync(page, "**/api/flash-sales/*/orders", 426, "client-too-old");
        await page.GotoAsync("about:blank");
        await page.GotoAsync(new Uri(Address, "/m/").ToString());
        await Expect(page, "old-version").ToContainTextAsync("小程序版本过旧");

        await page.GotoAsync(new Uri(Address, $"/?sale={sale}").ToString());
        await page.GetByTestId("go").ClickAsync();
        await Expect(page, "refusal").ToContainTextAsync("小程序版本过旧");
    }

    [Fact]
    public async Task A_server_that_is_older_lacks_some_cards_of_the_account_and_the_page_works_without_them()
    {
        Provokes("status of 404");
        var page = await OpenAsync("/m/#/pages/home/home");
        foreach (var newer in new[] { "**/api/me/consents", "**/api/profile/phone", "**/api/config*" })
            await page.RouteAsync(newer, route => route.FulfillAsync(new() { Status = 404, Body = "" }));
        await page.GotoAsync(new Uri(Address, "/m/#/pages/me/me").ToString());
        await LogInAtCardAsync(page, NewName("anna"));

        await Expect(page, "nickname").ToBeVisibleAsync();
        await Expect(page, "notices").ToHaveCountAsync(0);
        await Expect(page, "phone").ToHaveCountAsync(0);
        await ShouldReadAsWordsAsync(page);
    }

    private static void ToNewer(JsonNode order)
    {
        order["status"] = Newer;
        order["surprise"] = new JsonObject { ["deep"] = true };
        order["refunds"] = order["refunds"] is null
            ? null
            : new JsonArray(
                new JsonObject
                {
                    ["outRefundNo"] = "1",
                    ["amountFen"] = 100,
                    ["payerFen"] = 100,
                    ["state"] = Newer,
                    ["cause"] = Newer,
                    ["createdAt"] = "2026-11-30T02:00:00Z",
                    ["updatedAt"] = "2026-11-30T02:00:00Z",
                }
            );
    }

    private static void ToNewerVoucher(JsonNode voucher) => voucher["state"] = Newer;

    private static void Each(JsonNode answer, string list, Action<JsonNode> change)
    {
        foreach (var entry in answer[list]!.AsArray())
            change(entry!);
    }

    /// <summary>The server's own answers, changed on their way.</summary>
    private static Task AnswersAsync(IPage page, string address, Action<JsonNode> change) =>
        page.RouteAsync(
            address,
            async route =>
            {
                var answer = await route.FetchAsync();
                var body = JsonNode.Parse(await answer.TextAsync())!;
                change(body);
                await route.FulfillAsync(new() { Response = answer, Body = body.ToJsonString() });
            }
        );

    private static Task RefusesAsync(IPage page, string address, int status, string slug) =>
        page.RouteAsync(address, route => route.FulfillProblemAsync(status, slug));

    /// <summary>No key of a text, and none of the server's own words.</summary>
    private static async Task ShouldReadAsWordsAsync(IPage page)
    {
        var shown = await page.Locator("uni-page:visible").InnerTextAsync();
        shown.ShouldNotContain(Newer);
        shown.ShouldNotMatch(@"\b(order|wallet|pump|team|common|places|sale)\.\w+");
    }
}
