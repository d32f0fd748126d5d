using System.Net;

namespace FuelGrains.WebFront.Hosting;

/// <summary>
/// The address that printed codes and shared links carry: <c>Front:PublicUrl</c>. A code hangs on a pump for years, so the Host header of
/// whoever asked for the code never gets into it.
/// </summary>
internal sealed class PublicAddress
{
    private readonly string? _url;

    public PublicAddress(IConfiguration configuration, IHostEnvironment environment) =>
        _url = Read(configuration["Front:PublicUrl"], environment);

    /// <summary>Whether the setting is there. Without it a code leads to this process's own address: good for trying it out only.</summary>
    public bool IsSet => _url is not null;

    /// <summary>The address without a slash at the end.</summary>
    public string Of(HttpContext http) =>
        _url ?? $"{http.Request.Scheme}://{Own(http.Connection.LocalIpAddress, http.Connection.LocalPort)}";

    private static string Own(IPAddress? address, int port) =>
        new IPEndPoint(
            address is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : address ?? IPAddress.Loopback,
            port
        ).ToString();

    private static string? Read(string? url, IHostEnvironment environment)
    {
        if (string.IsNullOrWhiteSpace(url))
            return null;
        if (
            !Uri.TryCreate(url, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https")
            || address.PathAndQuery != "/"
            || address.Fragment.Length + address.UserInfo.Length > 0
        )
            throw new StartRefusedException(
                $"Front:PublicUrl is '{url}', but it must be the address that customers open, as https://fuel.example.cn."
            );
        return environment.IsProduction() && address is { Scheme: "http", IsLoopback: false }
            ? throw new StartRefusedException($"Front:PublicUrl is '{url}', but in Production it must be https.")
            : address.GetLeftPart(UriPartial.Authority);
    }
}
