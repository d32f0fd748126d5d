using System.Text;

namespace FuelGrains.WebFront.Tests.Hosting;

/// <summary>Calls the product as somebody, until the test ends.</summary>
public sealed class ApiClient(HttpClient http, string? token)
{
    private readonly WireClient _wire = new(http, token);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string? Token => token;

    /// <summary>The caller; empty for staff and strangers.</summary>
    public CustomerId Customer { get; init; }

    public Task<Reply> GetAsync(string path) => AnsweredAsync(_wire.GetAsync(path, Ct));

    public Task<Reply> PostAsync(string path, object? body = null, string? key = null) =>
        AnsweredAsync(_wire.PostAsync(path, Ct, body, key));

    public Task<Reply> PutAsync(string path, object body) => AnsweredAsync(_wire.PutAsync(path, body, Ct));

    public Task<Reply> PostTextAsync(string path, string json, string? key = null, string type = "application/json") =>
        PostAsync(path, new StringContent(json, Encoding.UTF8, type), key);

    public Task<Reply> OrderAsync(TestSale sale, int quantity = 1, string? key = null) =>
        PostAsync(sale.Orders, new { quantity }, key ?? Guid.NewGuid().ToString());

    public Task<Reply> SendAsync(HttpRequestMessage request) => AnsweredAsync(_wire.SendAsync(request, Ct));

    // A product that runs always answers.
    private static async Task<Reply> AnsweredAsync(Task<Reply> asking)
    {
        var reply = await asking;
        reply.Status.ShouldNotBe(0, reply.Slug);
        return reply;
    }
}
