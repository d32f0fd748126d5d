using System.Text;
using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Orders.Bills;

namespace FuelGrains.Grains.Tests.Orders.Bills;

/// <summary>Bills that a test writes. Other tests cover the wire.</summary>
internal sealed class ScriptedBills : IWeChatBills
{
    private const string Hash = "0000000000000000000000000000000000000000";

    public List<(BillKind Kind, DateOnly Day)> Asked { get; } = [];

    /// <summary>The bill's text; null for a day without a bill.</summary>
    public Func<BillKind, DateOnly, string?> OnBill { get; set; } = (_, _) => null;

    public Func<BillKind, DateOnly, BillAnswer> OnAsk { get; set; } = (_, _) => BillAnswer.Ready;

    public BillDownload Download { get; set; }

    /// <summary>Runs between the download and the matching.</summary>
    public Func<Task> OnDownloaded { get; set; } = () => Task.CompletedTask;

    public Task<BillOffer> AskAsync(BillKind kind, DateOnly day, CancellationToken ct)
    {
        Asked.Add((kind, day));
        var answer = OnAsk(kind, day);
        if (answer != BillAnswer.Ready)
            return Task.FromResult(new BillOffer(answer, Code: $"{answer}"));
        return Task.FromResult(
            OnBill(kind, day) is { } text
                ? new BillOffer(BillAnswer.Ready, Hash, new Uri($"https://bill.test/{Uri.EscapeDataString(text)}"))
                : new BillOffer(BillAnswer.NotExist)
        );
    }

    public async Task<BillDownload> DownloadAsync(BillOffer offer, Stream content, long maxBytes, CancellationToken ct)
    {
        var text = Uri.UnescapeDataString(offer.Address!.OriginalString["https://bill.test/".Length..]);
        await content.WriteAsync(Encoding.UTF8.GetBytes(text), ct);
        await OnDownloaded();
        return Download;
    }
}
