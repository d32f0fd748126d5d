global using FuelGrains.GrainInterfaces.Campaigns;
global using FuelGrains.GrainInterfaces.Customers;
global using FuelGrains.GrainInterfaces.Orders;
global using FuelGrains.GrainInterfaces.Stations;
global using FuelGrains.WebFront.Tests.Hosting;
global using Shouldly;
global using System.Net;
global using Xunit;

// Pages and processes that were killed are waited for more than they work.
[assembly: Xunit.v3.Parallelization(MaxThreads = 3)]
