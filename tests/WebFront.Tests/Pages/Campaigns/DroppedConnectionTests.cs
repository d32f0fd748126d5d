using System.Text.RegularExpressions;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Campaigns;

/// <summary>Tests that kill the product under open pages, so each runs a product of its own.</summary>
[Collection<CustomerPages>]
public sealed partial class DroppedConnectionTests(PagesFixture pages) : PageTest(pages)
{
    private const string Dropped =
        "ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_EMPTY_RESPONSE|"
        + "Connection disconnected|Failed to start the connection|WebSocket|status of 503";

    private KillablePages? _own;

    protected override Uri Address => _own?.Address ?? base.Address;

    [Fact]
    public async Task A_page_whose_connection_dropped_says_so_and_catches_up_by_itself()
    {
        Provokes(Dropped);
        await using var product = _own = await KillablePages.StartNewAsync(Cancel);
        using var api = new ProductApi(product.Address);
        var sale = await api.PublishFlashSaleAsync(Cancel, stock: 9, limit: 2);
        var name = NewName("alice");
        var alice = await OpenFlashSaleAsync(sale, name);
        await alice.GetByTestId("go").ClickAsync();
        await Expect(alice, "order-state").ToHaveTextAsync("待支付");
        await alice.GoBackAsync();
        await Expect(alice, "free").ToHaveTextAsync("8");
        await NeverReloadAsync(alice);

        await product.Process.KillAsync();
        await Expect(alice, "live").ToHaveAttributeAsync("data-live", "reconnecting");
        await Expect(alice, "live").ToHaveTextAsync(Age());
        await Expect(alice, "free").ToHaveTextAsync("8");

        await product.Process.StartAsync(Cancel);
        await api.BuyAsync(NewName("other"), sale, Cancel);
        await api.BuyAsync(name, sale, Cancel);

        await Expect(alice, "live").ToHaveAttributeAsync("data-live", "live");
        await Expect(alice, "free").ToHaveTextAsync("6");
        await Expect(alice, "order-row").ToHaveCountAsync(2);
        await Expect(alice, "live").ToHaveTextAsync("实时");
        await ShouldNotHaveReloadedAsync(alice);

        // The page is live again, not merely caught up.
        await api.BuyAsync(NewName("third"), sale, Cancel);
        await Expect(alice, "free").ToHaveTextAsync("5");
    }

    [Fact]
    public async Task An_order_whose_connection_dropped_is_shown_as_old_and_catches_up_with_what_became_of_it()
    {
        Provokes(Dropped);
        await using var product = _own = await KillablePages.StartNewAsync(Cancel);
        using var api = new ProductApi(product.Address);
        var sale = await api.PublishFlashSaleAsync(Cancel);
        var name = NewName("alice");
        var order = await api.BuyAsync(name, sale, Cancel);
        var alice = await OpenOrderAsync(order, name);
        await Expect(alice, "order-state").ToHaveTextAsync("待支付");
        await NeverReloadAsync(alice);

        await product.Process.KillAsync();
        await Expect(alice, "stale").ToBeVisibleAsync();
        await Expect(alice, "order-state").ToHaveTextAsync("待支付");

        await product.Process.StartAsync(Cancel);
        await api.CancelAsync(name, order, Cancel);
        await Expect(alice, "order-state").ToHaveTextAsync("您已取消");
        await Expect(alice, "stale").ToBeHiddenAsync();
        await ShouldNotHaveReloadedAsync(alice);
    }

    [GeneratedRegex("^重连中 · [0-9]+ 秒前的数据$")]
    private static partial Regex Age();
}
