using FuelGrains.GrainInterfaces.Orders.Vouchers;
using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Hosting;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Orders.Vouchers;

/// <summary>A customer's own vouchers. Another customer's voucher is answered as if it did not exist.</summary>
internal static class VoucherEndpoints
{
    private static readonly Problem NotUsable = new(
        "voucher-not-usable",
        409,
        "The voucher cannot be used any more",
        "It has no code to show; see its state."
    );

    public static void MapVouchers(this IEndpointRouteBuilder app)
    {
        var vouchers = app.MapGroup("/api/vouchers").RequireAuthorization(Authentication.Customer).WithTags("Vouchers");
        vouchers
            .MapGet("", ListAsync)
            .WithSummary("Lists your vouchers, newest first, all or those of one state")
            .Produces<VoucherPage>()
            .ProducesProblem(400);
        vouchers
            .MapGet("/{voucherId}", FindAsync)
            .WithSummary("One of your vouchers, with its code")
            .Produces<VoucherDetail>()
            .ProducesProblem(404);
        vouchers
            .MapGet("/{voucherId}/qr.svg", QrAsync)
            .WithSummary("Its code as a QR symbol")
            .Produces<string>(contentType: "image/svg+xml")
            .ProducesProblem(404)
            .ProducesProblem(409);
    }

    private static async Task<IResult> ListAsync(
        string? state,
        string? before,
        int? limit,
        HttpContext http,
        IGrainFactory grains,
        TimeProvider time
    )
    {
        if (
            PageQuery<VoucherId>.Read(before, limit, PageLimits.OfCustomer, "the id of a voucher", out var page) is
            { } wrong
        )
            return wrong;
        VoucherState? only = null;
        if (state is not null)
        {
            // Only names count, spelled as in responses: Enum.TryParse takes numbers too.
            var name = Enum.GetNames<VoucherState>()
                .FirstOrDefault(n => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(n) == state);
            if (name is null)
                return Problems.Invalid("state", "Must be issued, held, used, expired or refunded.");
            only = Enum.Parse<VoucherState>(name);
        }
        var vouchers = await Wallet(http, grains).ListAsync(only, page.Before, page.Limit);
        return Results.Ok(
            new VoucherPage(
                time.GetUtcNow(),
                [.. vouchers.Select(VoucherJson.Of)],
                page.Next(vouchers, voucher => voucher.Id.Value)
            )
        );
    }

    private static async Task<IResult> FindAsync(
        string voucherId,
        HttpContext http,
        IGrainFactory grains,
        TimeProvider time
    )
    {
        if (await LoadAsync(voucherId, http, grains) is not { } voucher)
            return Problems.NotFound;
        http.Response.Headers.CacheControl = "no-store";
        var code = HasCode(voucher) ? await Wallet(http, grains).CodeAsync(voucher.Id) : null;
        return Results.Ok(
            new VoucherDetail(time.GetUtcNow(), VoucherJson.Of(voucher), code is null ? null : VoucherQr.Groups(code))
        );
    }

    private static async Task<IResult> QrAsync(string voucherId, HttpContext http, IGrainFactory grains)
    {
        if (await LoadAsync(voucherId, http, grains) is not { } voucher)
            return Problems.NotFound;
        if (!HasCode(voucher) || await Wallet(http, grains).CodeAsync(voucher.Id) is not { } code)
            return NotUsable;
        http.Response.Headers.CacheControl = "no-store";
        return Results.Text(VoucherQr.Svg(code), "image/svg+xml");
    }

    private static bool HasCode(VoucherView voucher) => voucher.State is VoucherState.Issued or VoucherState.Held;

    private static async Task<VoucherView?> LoadAsync(string voucherId, HttpContext http, IGrainFactory grains) =>
        VoucherId.TryParse(voucherId, null, out var id) ? await Wallet(http, grains).FindAsync(id) : null;

    private static IWalletGrain Wallet(HttpContext http, IGrainFactory grains) =>
        grains.GetGrain<IWalletGrain>(http.Customer().Value);
}
