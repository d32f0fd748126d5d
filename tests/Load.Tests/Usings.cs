global using FuelGrains.ForecourtSimulator;
global using FuelGrains.Load.Benchmarks;
global using FuelGrains.Load.Benchmarks.Generators;
global using FuelGrains.Load.Benchmarks.Orders;
global using FuelGrains.Load.Benchmarks.ScaleOut;
global using FuelGrains.Load.Benchmarks.Screen;
global using FuelGrains.Load.Benchmarks.Viewers;
global using FuelGrains.Load.Database;
global using FuelGrains.Load.Faults;
global using FuelGrains.Load.History;
global using FuelGrains.Load.Process;
global using FuelGrains.Load.Reports;
global using FuelGrains.Load.Verifiers;
global using FuelGrains.Load.Verifiers.Bills;
global using FuelGrains.Load.Verifiers.Fuel;
global using FuelGrains.Load.Verifiers.Payments;
global using FuelGrains.Load.Verifiers.Seats;
global using FuelGrains.Load.Workloads.Forecourt;
global using FuelGrains.Load.Workloads.Payments;
global using FuelGrains.WireClients;
global using FuelGrains.WireClients.Hosting;
global using Shouldly;
global using Xunit;

// The small runs wait more than they work.
[assembly: Xunit.v3.Parallelization(MaxThreads = 4)]
