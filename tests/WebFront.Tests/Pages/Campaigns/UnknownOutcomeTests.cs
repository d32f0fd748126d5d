using System.Collections.Concurrent;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace FuelGrains.WebFront.Tests.Pages.Campaigns;

/// <summary>A missing answer is not a refusal: the page asks again with the same key, and nothing is bought twice.</summary>
[Collection<CustomerPages>]
public sealed class UnknownOutcomeTests(PagesFixture pages) : PageTest(pages)
{
    private const string OrdersOfSales = "**/api/flash-sales/*/orders";
    private const string LostOrBusy = "net::ERR_FAILED|status of 503";

    private readonly ConcurrentQueue<string> _keys = new();

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_with_the_same_key_and_buys_once()
    {
        Provokes(LostOrBusy);
        var sale = await Api.PublishFlashSaleAsync(Cancel, limit: 3);
        var name = NewName("alice");
        var alice = await OpenFlashSaleAsync(sale, name);
        var lost = 0;
        await alice.RouteAsync(
            OrdersOfSales,
            async route =>
            {
                Remember(route);
                if (Interlocked.Increment(ref lost) > 2)
                {
                    await route.ContinueAsync();
                    return;
                }
                // The server carries the request out, and its answer gets lost.
                await route.FetchAsync();
                await route.AbortAsync();
            }
        );

        await alice.GetByTestId("go").ClickAsync();
        await Expect(alice, "progress").ToContainTextAsync("用同一请求确认");
        await Expect(alice, "order-state").ToHaveTextAsync("待支付");

        _keys.Count.ShouldBe(3);
        _keys.Distinct().Count().ShouldBe(1);
        await alice.GoBackAsync();
        await Expect(alice, "order-row").ToHaveCountAsync(1);
        await Expect(alice, "progress").ToHaveCountAsync(0);
        (await Api.CountOrdersAsync(name, Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task Who_stops_waiting_or_reloads_goes_on_with_the_same_key()
    {
        Provokes(LostOrBusy);
        var sale = await Api.PublishFlashSaleAsync(Cancel, limit: 3);
        var name = NewName("alice");
        var alice = await OpenFlashSaleAsync(sale, name);
        var through = false;
        await alice.RouteAsync(
            OrdersOfSales,
            async route =>
            {
                Remember(route);
                if (Volatile.Read(ref through))
                    await route.ContinueAsync();
                else
                    await route.FulfillAsync(
                        new()
                        {
                            Status = 503,
                            Headers = new Dictionary<string, string> { ["Retry-After"] = "1" },
                            Body = "",
                        }
                    );
            }
        );

        await alice.GetByTestId("go").ClickAsync();
        await alice.GetByTestId("stop").ClickAsync();
        await Expect(alice, "go").ToHaveTextAsync("继续确认上一笔");
        await Expect(alice, "progress").ToContainTextAsync("不会重复下单");

        Volatile.Write(ref through, true);
        await alice.ReloadAsync();

        await Expect(alice, "order-state").ToHaveTextAsync("待支付");
        _keys.Distinct().Count().ShouldBe(1);
        (await Api.CountOrdersAsync(name, Cancel)).ShouldBe(1);

        // A definite answer ends the key: the next request has its own.
        await alice.GoBackAsync();
        await Expect(alice, "held-until").ToContainTextAsync("抢到了");
        await alice.GetByTestId("go").ClickAsync();
        await Expect(alice, "order-state").ToHaveTextAsync("待支付");
        await alice.GoBackAsync();
        await Expect(alice, "order-row").ToHaveCountAsync(2);
        _keys.Distinct().Count().ShouldBe(2);
    }

    [Fact]
    public async Task A_refusal_is_said_in_words_and_ends_the_key()
    {
        Provokes("status of 409");
        var sale = await Api.PublishFlashSaleAsync(Cancel);
        var alice = await OpenFlashSaleAsync(sale, NewName("alice"));
        await alice.RouteAsync(
            OrdersOfSales,
            async route =>
            {
                Remember(route);
                await route.FulfillProblemAsync(409, "sold-out");
            }
        );

        await alice.GetByTestId("go").ClickAsync();
        await Expect(alice, "refusal").ToHaveTextAsync("已售罄，感谢参与");
        await alice.GetByTestId("go").ClickAsync();
        await Eventually.IsTrueAsync(TimeSpan.FromSeconds(20), () => Task.FromResult(_keys.Count == 2));
        await alice.WaitForFunctionAsync("() => localStorage.getItem('fuelgrains.requests') === null");

        _keys.Count.ShouldBe(2);
        _keys.Distinct().Count().ShouldBe(2);
    }

    private void Remember(IRoute route) => _keys.Enqueue(route.Request.Headers["idempotency-key"]);
}
