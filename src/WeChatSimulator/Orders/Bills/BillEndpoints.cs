using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using FuelGrains.WeChatSimulator.Ops;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace FuelGrains.WeChatSimulator.Orders.Bills;

/// <summary>
/// Answers tradebill, fundflowbill and their download (pay.weixin.qq.com/doc/v3/merchant/4013071227, ...4012810615). An address is
/// good for one download; a file is signed by nobody.
/// </summary>
internal sealed class BillEndpoints(FaultyWire wire, TradeBook book, BillOrders orders, TimeProvider time)
{
    private const int MostFiles = 100;
    private const string Form = "yyyy-MM-dd";

    private readonly ConcurrentDictionary<string, byte[]> _files = [];

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/v3/bill/tradebill", http => wire.PayAsync(http, "bill", (_, _) => Offer(http, BillText.Trade)));
        app.MapGet(
            "/v3/bill/fundflowbill",
            http => wire.PayAsync(http, "bill", (_, _) => Offer(http, BillText.FundFlow))
        );
        app.MapGet(
            "/v3/billdownload/file",
            http => wire.UnsignedAsync(http, "bill-download", () => File(http.Request.Query["token"].ToString()))
        );
        app.MapPost(
            "/control/bills/{day}",
            (string day, BillOrder order) =>
                !TryDay(day, out var date) ? Control.Refuse(400, $"The day is {Form}.")
                : orders.TrySet(date, order) ? Results.NoContent()
                : Control.Refuse(409, "Too many days.")
        );
    }

    private Reply Offer(HttpContext http, Func<IReadOnlyList<BillRow>, BillOrder, byte[]> write)
    {
        if (!TryDay(http.Request.Query["bill_date"].ToString(), out var day))
            return Reply.Error(400, "PARAM_ERROR", "bill_date must be yyyy-MM-dd");
        var today = BillRows.DayOf(time.GetUtcNow());
        if (day >= today || day < today.AddMonths(-3))
            return Reply.Error(400, "INVALID_REQUEST", "bill_date must be a day of the last three months");
        if (orders.IsCreating(day))
            return Reply.Error(400, "STATEMENT_CREATING", "the statement is being created");
        var order = orders.Of(day);
        var rows = book.RowsOf(day, order);
        if (rows.Count == 0)
            return Reply.Error(400, "NO_STATEMENT_EXIST", "there is no statement");
        var text = write(rows, order);
        var token = RandomNumberGenerator.GetHexString(32);
        if (_files.Count >= MostFiles)
            _files.Clear();
        _files[token] = Packed(text);
        return Reply.Json(
            new
            {
                hash_type = "SHA1",
                hash_value = HashOf(order.BrokenHash ? [.. text, (byte)' '] : text),
                download_url = $"{http.Request.Scheme}://{http.Request.Host}/v3/billdownload/file?token={token}&tartype=gzip",
            }
        );
    }

    private Reply File(string token) =>
        _files.TryRemove(token, out var file)
            ? new(200, file, "application/octet-stream")
            : Reply.Error(404, "RESOURCE_NOT_EXISTS", "the address is used up");

    private static byte[] Packed(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(text);
        return packed.ToArray();
    }

#pragma warning disable CA5350 // WeChat's bills have a SHA-1
    private static string HashOf(byte[] text) => Convert.ToHexStringLower(SHA1.HashData(text));
#pragma warning restore CA5350

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
