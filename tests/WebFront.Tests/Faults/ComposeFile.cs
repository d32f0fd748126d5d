using System.Text.RegularExpressions;
using FuelGrains.WebFront.Tests.Hosting;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace FuelGrains.WebFront.Tests.Faults;

/// <summary>The services of docker-compose.yml, with the variables of the person who starts it put in.</summary>
internal sealed partial class ComposeFile
{
    public Dictionary<string, ComposeService> Services { get; init; } = [];

    /// <summary>Puts variables in as compose does; a required one that is missing stops the start.</summary>
    public static ComposeFile Read(IReadOnlyDictionary<string, string> variables)
    {
        var text = Variable()
            .Replace(
                File.ReadAllText(Path.Combine(ProductProgram.Root, "docker-compose.yml")),
                match =>
                    variables.GetValueOrDefault(match.Groups["name"].Value)
                    ?? (
                        match.Groups["how"].Value == ":-"
                            ? match.Groups["text"].Value
                            : throw new InvalidOperationException($"{match.Value} is not given.")
                    )
            );
        return new DeserializerBuilder()
            .WithNamingConvention(CamelCaseNamingConvention.Instance)
            .IgnoreUnmatchedProperties()
            .Build()
            .Deserialize<ComposeFile>(text);
    }

    [GeneratedRegex(@"\$\{(?<name>\w+)(?<how>:[?-])(?<text>[^}]*)\}")]
    private static partial Regex Variable();
}

internal sealed class ComposeService
{
    public ComposeBuild? Build { get; init; }
    public Dictionary<string, string> Environment { get; init; } = [];
    public object? Networks { get; init; }

    /// <summary>The address that the service's container gets in its network, if the file fixes one.</summary>
    public string? FixedAddress =>
        Networks is IDictionary<object, object> networks
            ? networks.Values.OfType<IDictionary<object, object>>().Select(n => (string)n["ipv4_address"]).Single()
            : null;
}

internal sealed class ComposeBuild
{
    public string? Target { get; init; }
}
