global using System.Net;
global using FuelGrains.GrainInterfaces.Campaigns;
global using FuelGrains.GrainInterfaces.Customers;
global using FuelGrains.GrainInterfaces.Orders;
global using FuelGrains.GrainInterfaces.Stations;
global using FuelGrains.WebFront.Tests.Hosting;
global using FuelGrains.WebFront.Tests.Hosting.Processes;
global using FuelGrains.WireClients;
global using Shouldly;
global using Xunit;

// Pages and killed processes are waited for more than they work.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]
