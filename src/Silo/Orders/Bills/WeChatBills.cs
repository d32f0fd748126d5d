using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using FuelGrains.GrainInterfaces.Orders.Bills;
using FuelGrains.Grains.Orders.Bills;
using FuelGrains.Silo.Orders.Gateway;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace FuelGrains.Silo.Orders.Bills;

/// <summary>
/// Asks WeChat Pay for bills and downloads them (docs/wechat-bills.md). The offer is signed by WeChat; the download is not, and the
/// offer's hash of the unpacked file speaks for it.
/// </summary>
internal sealed partial class WeChatBills(
    WeChatPayWire wire,
    PlatformCertificates certificates,
    RequestSigner signer,
    IHttpClientFactory clients,
    TimeProvider time,
    ILogger<WeChatBills> log
) : IWeChatBills
{
    private const string ClientName = "wechat-bills";
    private const int BufferBytes = 128 * 1024;
    private const int HashHexDigits = 40;

    // WeChat's download addresses lie on its own hosts; a signature is sent nowhere else.
    private const string WeChatHosts = ".mch.weixin.qq.com";

    public static void AddClient(IServiceCollection services) =>
        services
            .AddHttpClient(
                ClientName,
                client =>
                {
                    // The caller's deadline ends a download.
                    client.Timeout = Timeout.InfiniteTimeSpan;
                    client.DefaultRequestHeaders.UserAgent.ParseAdd("FuelGrains/1.0");
                }
            )
            // An address of a download holds a token.
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    AllowAutoRedirect = false,
                    UseCookies = false,
                    AutomaticDecompression = DecompressionMethods.None,
                    ConnectTimeout = TimeSpan.FromSeconds(5),
                }
            );

    public async Task<BillOffer> AskAsync(BillKind kind, DateOnly day, CancellationToken ct)
    {
        var date = day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
        var path =
            kind == BillKind.Trade
                ? $"v3/bill/tradebill?bill_date={date}&bill_type=ALL&tar_type=GZIP"
                : $"v3/bill/fundflowbill?bill_date={date}&account_type=BASIC&tar_type=GZIP";
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(ct);
        bounded.CancelAfter(WeChatPayHosting.TotalTimeout);
        try
        {
            await certificates.FirstAsync(bounded.Token);
            return Read(await wire.SendAsync(HttpMethod.Get, path, null, bounded.Token));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(BillAnswer.Unknown);
        }
    }

    public async Task<BillDownload> DownloadAsync(BillOffer offer, Stream content, long maxBytes, CancellationToken ct)
    {
        if (offer.Address is not { } address || !IsWeChats(address))
        {
            LogUnavailable(log, "the address is not WeChat's");
            return BillDownload.Unavailable;
        }
        var client = clients.CreateClient(ClientName);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = signer.Authorize("GET", address.PathAndQuery, [], time.GetUtcNow());
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if (response.StatusCode != HttpStatusCode.OK)
            {
                LogUnavailable(log, $"HTTP {(int)response.StatusCode}");
                return BillDownload.Unavailable;
            }
            await using var packed = await response.Content.ReadAsStreamAsync(ct);
            return await UnpackAsync(packed, offer.Hash, content, maxBytes, ct);
        }
        catch (InvalidDataException)
        {
            return BillDownload.Unreadable;
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            LogUnavailable(log, error.GetType().Name);
            return BillDownload.Unavailable;
        }
    }

    private static async Task<BillDownload> UnpackAsync(
        Stream packed,
        string hash,
        Stream content,
        long maxBytes,
        CancellationToken ct
    )
    {
        await using var unpacked = new GZipStream(packed, CompressionMode.Decompress);
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        var buffer = new byte[BufferBytes];
        var length = 0L;
        while (await unpacked.ReadAsync(buffer, ct) is var read and > 0)
        {
            length += read;
            if (length > maxBytes)
                return BillDownload.TooLarge;
            sha1.AppendData(buffer, 0, read);
            await content.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        await content.FlushAsync(ct);
        return Convert.ToHexString(sha1.GetHashAndReset()).Equals(hash, StringComparison.OrdinalIgnoreCase)
            ? BillDownload.Complete
            : BillDownload.HashOther;
    }

    private static BillOffer Read(WireAnswer? answer) =>
        answer switch
        {
            { Status: 200 } when answer.Read<OfferJson>() is { HashType: "SHA1", Address: { } address } offer =>
                offer.Hash is { Length: HashHexDigits } hash && Uri.TryCreate(address, UriKind.Absolute, out var url)
                    ? new(BillAnswer.Ready, hash, url)
                    : new(BillAnswer.Unknown, Code: "an offer without hash or address"),
            { Code: "NO_STATEMENT_EXIST" } => new(BillAnswer.NotExist, Code: answer.Code),
            { Code: "STATEMENT_CREATING" } => new(BillAnswer.Creating, Code: answer.Code),
            _ => new(BillAnswer.Unknown, Code: answer?.Code),
        };

    // The configured host is WeChat's, or a simulator's in development.
    private bool IsWeChats(Uri address)
    {
        var ours = clients.CreateClient(WeChatPayWire.ClientName).BaseAddress!;
        return address.Scheme == ours.Scheme
            && (
                address.Authority == ours.Authority
                || address.Host.EndsWith(WeChatHosts, StringComparison.OrdinalIgnoreCase)
            );
    }

    private sealed record OfferJson(
        [property: JsonPropertyName("hash_type")] string? HashType,
        [property: JsonPropertyName("hash_value")] string? Hash,
        [property: JsonPropertyName("download_url")] string? Address
    );

    [LoggerMessage(1, LogLevel.Warning, "A bill could not be downloaded: {Why}")]
    private static partial void LogUnavailable(ILogger log, string why);
}
