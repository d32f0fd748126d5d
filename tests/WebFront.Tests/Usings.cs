global using System.Net;
global using FuelGrains.GrainInterfaces.Campaigns;
global using FuelGrains.GrainInterfaces.Customers;
global using FuelGrains.GrainInterfaces.Orders;
global using FuelGrains.GrainInterfaces.Stations;
global using FuelGrains.WebFront.Tests.Hosting;
global using Shouldly;
global using Xunit;
