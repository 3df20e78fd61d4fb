using System.Text.Json.Nodes;
using AsyncRL.Cli.Tests.Support;

namespace AsyncRL.Cli.Tests;

public class BenchTests
{
    [Theory]
    [InlineData("atari", 15.3e6)]
    [InlineData("mlp", 28_570)]
    public void NetworkFiguresFitTogether(string network, double flopsPerStep)
    {
        JsonNode json = Measure("network", "--network", network, "--threads", "1");
        double rate = Number(json, "steps_per_second");
        Assert.Equal(1, Number(json, "flops_per_step") / flopsPerStep, 0.05);
        Assert.Equal(1, rate * Number(json, "flops_per_step") / 1e9 / Number(json, "gflops"), 1e-6);
        Assert.Equal(Number(json, "gflops") / Number(json, "peak_gflops"), Number(json, "efficiency"), 1e-9);
        Assert.InRange(Number(json, "executed_gflops"), 0.3 * Number(json, "gflops"), Number(json, "gflops"));
        Assert.Contains("forward", (string?)json["formula"]);
    }

    [Theory]
    [InlineData("hogwild", "0")]
    [InlineData("single_writer", "1")]
    public void FiguresTellHowParametersAreShared(string sharing, string replicas)
    {
        string[] set = ["--set", $"topology.sharing={sharing}", "--set", $"topology.replicas={replicas}"];
        foreach (JsonNode json in (JsonNode[])[
            Measure(["network", "--network", "mlp", "--threads", "2", .. set]), Measure(["training", "--env", "CartPole-v1", "--threads", "2", .. set])])
        {
            Assert.Equal(sharing, (string?)json["sharing"]);
            Assert.Equal(replicas, $"{json["replicas"]}");
            Assert.True(Number(json, "steps_per_second") > 0);
        }
    }

    [Fact]
    public void OptionsThatTheNetworkBenchmarkSetsItselfAreRefused()
    {
        (int code, _, string error) = Asyncrl.Run("bench", "network", "--set", "t_max=7");
        Assert.Equal(2, code);
        Assert.Contains("t_max", error);
        (code, _, error) = Asyncrl.Run("bench", "network", "--set", "topology.sharing=none");
        Assert.Equal(2, code);
        Assert.Contains("hogwild", error);
    }

    [Fact]
    public void TrainingAndEnvironmentsTellStepsPerSecond()
    {
        Assert.True(Number(Measure("training", "--env", "CartPole-v1", "--threads", "1"), "steps_per_second") > 0);
        Assert.True(Number(Measure("environment", "--env", "CartPole-v1"), "steps_per_second") > 0);
    }

    [Fact]
    public void FiguresOfSeveralThreadsTellHowFarApartTheCoresAre()
    {
        JsonObject several = Measure("training", "--env", "CartPole-v1", "--threads", "2").AsObject();
        Assert.True(several.ContainsKey("core_round_trip_of"));
        Assert.Equal(Environment.ProcessorCount > 1, several["core_round_trip_ns"] is not null);
        Assert.False(Measure("training", "--env", "CartPole-v1", "--threads", "1").AsObject().ContainsKey("core_round_trip_ns"));
    }

    [Theory]
    [InlineData("training")]
    [InlineData("environment")]
    public void FiguresCanBeReadWithoutJsonToo(string what)
    {
        (int code, string output, string error) = Asyncrl.Run("bench", what, "--env", "CartPole-v1", "--seconds", "0.1");
        Assert.True(code == 0, error);
        Assert.Contains("steps_per_second", output);
    }

    [Fact]
    public void EnvironmentsAreComparedWithTheImplementationsTheyAreEqualTo()
    {
        JsonArray results = Measure("environments", "--env", "MinAtar/Freeway-v0", "--env", "Catch-v0", "--rounds", "3").AsArray();
        Assert.Equal(["MinAtar/Freeway-v0", "Catch-v0"], results.Select(r => (string?)r!["environment"]));
        foreach (JsonNode? result in results)
        {
            double rate = Number(result!, "steps_per_second");
            Assert.True(Number(result!, "slowest") > 0);
            Assert.InRange(rate, Number(result!, "slowest"), Number(result!, "fastest"));
        }

        Assert.Equal(238_000, Number(results[0]!, "reference_steps_per_second"));
        Assert.Equal(Number(results[0]!, "steps_per_second") / 238_000, Number(results[0]!, "ratio"), 1e-9);
        Assert.Null(results[1]!["reference"]);
        Assert.Null(results[1]!["ratio"]);
    }

    [Fact]
    public void EnvironmentsCanBeReadAsATable()
    {
        (int code, string output, string error) = Asyncrl.Run("bench", "environments", "--env", "CartPole-v1", "--seconds", "0.05", "--rounds", "1");
        Assert.True(code == 0, error);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Matches(@"^CartPole-v1 +[\d,]+ +[\d,]+ +[\d,]+  Gymnasium 1\.4 +182,000 +\d+\.\d\s*$", lines[1]);
    }

    [Theory]
    [InlineData("--env", "CartPole-v9", "Unknown environment 'CartPole-v9'")]
    [InlineData("--rounds", "0", "--rounds: 0 is out of range")]
    [InlineData("--seconds", "-1", "--seconds must be more than 0")]
    public void WhatCannotBeMeasuredIsRefused(string option, string value, string expected)
    {
        (int code, _, string error) = Asyncrl.Run("bench", "environments", option, value);
        Assert.Equal(2, code);
        Assert.Contains(expected, error);
    }

    private static double Number(JsonNode json, string key) => (double)json[key]!;

    private static JsonNode Measure(params string[] args)
    {
        (int code, string output, string error) = Asyncrl.Run(["bench", .. args, "--seconds", "0.1", "--json"]);
        Assert.True(code == 0, error);
        return JsonNode.Parse(output)!;
    }
}
