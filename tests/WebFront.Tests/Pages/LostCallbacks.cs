namespace FuelGrains.WebFront.Tests.Pages;

/// <summary>A WeChat that loses every callback of a payment, until it is disposed.</summary>
public sealed class LostCallbacks : IAsyncDisposable
{
    private readonly HttpClient _http;
    private readonly string _prepayId;

    private LostCallbacks(Uri payPage)
    {
        _http = new HttpLimits(8, TimeSpan.FromSeconds(100)).Client(new(payPage.GetLeftPart(UriPartial.Authority)));
        _prepayId = payPage.Segments[^1];
    }

    public WeChatControl Control => new(_http);

    /// <param name="payPage">Where the customer presses pay.</param>
    public static async Task<LostCallbacks> BeginAsync(Uri payPage, CancellationToken cancel)
    {
        var lost = new LostCallbacks(payPage);
        await lost.Control.BreakAsync(new("pay-notify", "lose"), cancel);
        return lost;
    }

    /// <summary>How often the product asked WeChat about the payment. Its schedule begins after a minute in these tests.</summary>
    public async Task<int> QueriesAsync(CancellationToken cancel) =>
        (await Control.JournalAsync("query", await NumberAsync(cancel), cancel)).Length;

    /// <summary>The callback comes after all.</summary>
    public async Task ResendAsync(CancellationToken cancel) =>
        await Control.ResendAsync(await NumberAsync(cancel), cancel);

    public async ValueTask DisposeAsync()
    {
        await Control.HealAsync(CancellationToken.None);
        _http.Dispose();
    }

    private async Task<string> NumberAsync(CancellationToken cancel) =>
        (await Control.TradeAsync(_prepayId, cancel)).OutTradeNo;
}
