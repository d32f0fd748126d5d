using FuelGrains.WebFront.Ops;
using Microsoft.Extensions.Options;

namespace FuelGrains.WebFront.Customers.MiniProgram;

/// <summary>
/// The version that a mini-program names in the header <c>Client-Version</c>. One that is too old may begin nothing; what it began it may
/// end: it reads, pays and refunds.
/// </summary>
internal static class ClientVersion
{
    public const string Header = "Client-Version";

    private static readonly Problem Invalid = new(
        "client-version-invalid",
        400,
        "Client-Version is not valid",
        "Send three numbers with dots between, such as 1.4.0, or no such header."
    );

    /// <summary>Returns a version of three numbers; null for any other text.</summary>
    public static Version? Parse(string text) =>
        text.Length <= 20
        && text.Count(c => c == '.') == 2
        && text.All(c => c == '.' || char.IsAsciiDigit(c))
        && Version.TryParse(text, out var version)
            ? version
            : null;

    /// <summary>Marks an endpoint at which something begins.</summary>
    public static TBuilder NeedsCurrentClient<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new CurrentClientOnly());

    /// <summary>Refuses clients that are too old, where something begins. Without a minimum nobody is asked.</summary>
    public static void UseClientVersion(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ClientOptions>>().Value.MinimumVersion is not { } text)
            return;
        var minimum = Parse(text)!;
        var tooOld = new Problem(
            "client-too-old",
            403,
            "This version of the mini-program is too old",
            $"Close the mini-program and open it again: WeChat then loads the new version. The oldest one that may order is {minimum}."
        );
        app.Use(
            (context, next) => Refusal(context, minimum, tooOld) is { } no ? no.ExecuteAsync(context) : next(context)
        );
    }

    // Programs that are no mini-program name no version.
    private static Problem? Refusal(HttpContext context, Version minimum, Problem tooOld)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<CurrentClientOnly>() is null)
            return null;
        var named = context.Request.Headers[Header];
        if (named.Count == 0)
            return null;
        if (named is not [{ } text] || Parse(text) is not { } version)
            return Invalid;
        return version < minimum ? tooOld : null;
    }

    private sealed class CurrentClientOnly;
}
