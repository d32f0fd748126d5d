using FuelGrains.WebFront.Customers;
using FuelGrains.WebFront.Ops;

namespace FuelGrains.WebFront.Stations;

/// <summary>Endpoints of products for staff of role marketing. Each change is audited with the caller's name.</summary>
internal static class ProductAdminEndpoints
{
    public static void MapProductAdmin(this IEndpointRouteBuilder app) =>
        app.MapPut("/api/admin/products/{productId}", PutAsync)
            .RequireAuthorization(Authentication.Marketing)
            .WithTags("Products (staff)")
            .WithSummary("Says what a product is, a new one or one that there is")
            .WithDescription(
                "Vouchers that were issued keep what they promised; those issued from now on get what stands here."
            )
            .Produces<ProductJson>()
            .Produces<ProductJson>(201)
            .ProducesProblem(400)
            .ProducesProblem(404);

    private static async Task<IResult> PutAsync(
        string productId,
        NewProduct request,
        IGrainFactory grains,
        HttpContext http
    )
    {
        // The id is the caller's choice, so that a PUT can be sent again; the empty one is a mistake.
        if (!ProductId.TryParse(productId, null, out var id) || id.Value == Guid.Empty)
            return Problems.NotFound;
        var errors = request.Errors();
        if (errors.Count > 0)
            return Problems.Invalid(errors);
        var product = new ProductView(id, request.Name.Trim(), request.Description.Trim()) { Unit = request.Unit };
        return await grains.GetGrain<IProductGrain>(id.Value).ChangeAsync(product, http.Staff()) switch
        {
            ProductChange.Created => Results.Created($"/api/admin/products/{id}", ProductJson.Of(product)),
            ProductChange.Changed => Results.Ok(ProductJson.Of(product)),
            _ => Problems.Invalid("stations", "Names a station that there is not."),
        };
    }
}
