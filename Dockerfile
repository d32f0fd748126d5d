# One build, two images: `docker build --target silo .` and `docker build --target front .`
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
# The files that decide the packages come first, so that a change of code alone restores nothing again.
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig ./
COPY eng/ eng/
COPY src/GrainInterfaces/GrainInterfaces.csproj src/GrainInterfaces/
COPY src/Grains/Grains.csproj src/Grains/
COPY src/WeChatSimulator/WeChatSimulator.csproj src/WeChatSimulator/
COPY src/ForecourtSimulator/ForecourtSimulator.csproj src/ForecourtSimulator/
COPY src/Silo/Silo.csproj src/Silo/
COPY src/WebFront/WebFront.csproj src/WebFront/
RUN dotnet restore src/WebFront
COPY src/ src/
RUN dotnet publish src/Silo -c Release --no-restore -o /out/silo \
 && dotnet publish src/WebFront -c Release --no-restore -o /out/front

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS silo
WORKDIR /app
COPY --from=build /out/silo ./
USER $APP_UID
ENTRYPOINT ["dotnet", "FuelGrains.Silo.dll"]

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS front
WORKDIR /app
COPY --from=build /out/front ./
USER $APP_UID
EXPOSE 5080
ENTRYPOINT ["dotnet", "FuelGrains.WebFront.dll"]
