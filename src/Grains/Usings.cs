global using System.Collections.Immutable;
global using FuelGrains.GrainInterfaces.Campaigns;
global using FuelGrains.GrainInterfaces.Customers;
global using FuelGrains.GrainInterfaces.Live;
global using FuelGrains.GrainInterfaces.Ops;
global using FuelGrains.GrainInterfaces.Orders;
global using FuelGrains.GrainInterfaces.Orders.Payments;
global using FuelGrains.GrainInterfaces.Stations;
