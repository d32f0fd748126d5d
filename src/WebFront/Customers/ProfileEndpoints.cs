using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Customers;

/// <summary>Routes for what team mates see of a customer (name and picture with consent, else nothing) and for the tank's size.</summary>
internal static class ProfileEndpoints
{
    private const int MaxNickname = 32;
    private const int MaxAvatar = 300;

    // The limits span a motorcycle's tank to a lorry's; the table has the same limits.
    private const int MinTank = 5;
    private const int MaxTank = 400;

    public static void MapProfiles(this IEndpointRouteBuilder app)
    {
        var profile = app.MapGroup("/api/me/profile")
            .RequireAuthorization(Authentication.Customer)
            .WithTags("Customers");
        profile
            .MapGet("", (IGrainFactory grains, HttpContext http) => Grain(grains, http).GetAsync())
            .WithSummary("What team mates see of you, and your tank");
        profile
            .MapPut("", SetAsync)
            .WithSummary("Sets what team mates see of you; without consent nothing is kept")
            .Produces<CustomerProfile>()
            .ProducesProblem(400);
        profile
            .MapPut("/tank", SetTankAsync)
            .WithSummary(
                "Sets how many litres your tank holds, for \"full tank\"; null forgets it. Nobody else sees it"
            )
            .Produces<CustomerProfile>()
            .ProducesProblem(400);
    }

    private static async Task<IResult> SetTankAsync(NewTank request, IGrainFactory grains, HttpContext http) =>
        request.Litres is < MinTank or > MaxTank
            ? Problems.Invalid("litres", $"Must be from {MinTank} to {MaxTank}, or null.")
            : Results.Ok(await Grain(grains, http).SetTankAsync(request.Litres));

    private static async Task<IResult> SetAsync(
        NewProfile request,
        IGrainFactory grains,
        IConfiguration configuration,
        HttpContext http
    )
    {
        var errors = new Dictionary<string, string[]>();
        var nickname = request.Nickname?.Trim();
        if (
            nickname is not null
            && (
                nickname.Length is 0 or > MaxNickname
                || nickname.Any(c =>
                    char.IsControl(c) || char.GetUnicodeCategory(c) == System.Globalization.UnicodeCategory.Format
                )
            )
        )
            errors["nickname"] =
            [
                $"Must have 1 to {MaxNickname} characters, none of them control or formatting characters.",
            ];
        if (request.Avatar is not null && !IsAllowed(request.Avatar, configuration))
            errors["avatar"] =
            [
                $"Must be an https address of at most {MaxAvatar} characters on one of the hosts that are allowed.",
            ];
        if (errors.Count > 0)
            return Problems.Invalid(errors);
        return Results.Ok(await Grain(grains, http).SetAsync(new(nickname, request.Avatar, request.Consent)));
    }

    // Other phones load the picture, so it must lie at WeChat or on a host that the operator names.
    private static bool IsAllowed(string avatar, IConfiguration configuration)
    {
        var hosts =
            configuration.GetSection("Profiles:AvatarHosts").Get<string[]>() ?? ["thirdwx.qlogo.cn", "wx.qlogo.cn"];
        return avatar.Length <= MaxAvatar
            && Uri.TryCreate(avatar, UriKind.Absolute, out var uri)
            && uri.Scheme == Uri.UriSchemeHttps
            && uri.IsDefaultPort
            && uri.UserInfo.Length == 0
            && hosts.Contains(uri.Host, StringComparer.OrdinalIgnoreCase);
    }

    private static ICustomerProfileGrain Grain(IGrainFactory grains, HttpContext http) =>
        grains.GetGrain<ICustomerProfileGrain>(http.Customer().Value);

    internal sealed record NewTank(int? Litres);

    internal sealed record NewProfile(bool Consent, string? Nickname = null, string? Avatar = null);
}
