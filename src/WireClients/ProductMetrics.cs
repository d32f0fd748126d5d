using System.Globalization;
using System.Net.Http.Headers;

namespace FuelGrains.WireClients;

/// <summary>The product's own <c>/metrics</c> at one time, in Prometheus' text form.</summary>
public sealed class ProductMetrics(string text)
{
    public static async Task<ProductMetrics> ReadAsync(HttpClient http, string token, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, stop);
        return new(answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync(stop) : "");
    }

    /// <summary>Returns the sum over all labels; null when the product does not export the metric.</summary>
    public double? Sum(string name) =>
        Values(name).Select(v => (double?)v).Aggregate((double?)null, (sum, v) => (sum ?? 0) + v);

    private IEnumerable<double> Values(string name)
    {
        foreach (var line in text.Split('\n'))
        {
            if (
                !line.StartsWith(name, StringComparison.Ordinal)
                || line.Length <= name.Length
                || line[name.Length] is not (' ' or '{')
            )
                continue;
            var rest = line[(line.LastIndexOf('}') is >= 0 and var end ? end + 1 : name.Length)..];
            var value = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
            if (double.TryParse(value, CultureInfo.InvariantCulture, out var parsed))
                yield return parsed;
        }
    }
}
