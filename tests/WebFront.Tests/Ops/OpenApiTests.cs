using System.Text.Json.Nodes;

namespace FuelGrains.WebFront.Tests.Ops;

/// <summary>docs/openapi.json is what the product serves: clients are generated from it.</summary>
[Collection(InProcessOnSqlite.Name)]
public sealed class OpenApiTests(InProcessOnSqlite product) : WireTests(product)
{
    /// <summary>Set it to 1 to write what is served to docs/openapi.json.</summary>
    private const string Write = "FUELGRAINS_WRITE_OPENAPI";

    [Fact]
    public async Task The_document_in_the_repository_is_the_one_that_is_served()
    {
        // The dashboard's own addresses come to life with its first visitor.
        (await Product.StaffWith("ops").GetAsync("/ops/orleans/")).ShouldBeOk();
        var served = JsonNode.Parse((await Product.Anonymous.GetAsync("/openapi/v1.json")).ShouldBeOk().Text)!;
        // The address is this run's own.
        served.AsObject().Remove("servers");
        var text = served.ToJsonString(new() { WriteIndented = true }) + "\n";
        var file = Path.Combine(ProductProgram.Root, "docs", "openapi.json");
        if (Environment.GetEnvironmentVariable(Write) == "1")
            await File.WriteAllTextAsync(file, text, Ct);
        (await File.ReadAllTextAsync(file, Ct)).ShouldBe(
            text,
            $"The API changed. Run this test with {Write}=1 and commit docs/openapi.json."
        );
    }
}
