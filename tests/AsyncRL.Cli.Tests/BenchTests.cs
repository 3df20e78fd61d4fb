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
    [InlineData("exchange", "0")]
    public void FiguresTellHowParametersAreShared(string sharing, string replicas)
    {
        string[] set = ["--set", $"topology.sharing={sharing}", "--set", $"topology.replicas={replicas}"];
        foreach (JsonNode json in (JsonNode[])[
            Measure(["network", "--network", "mlp", "--threads", "2", .. set]),
            Measure(["training", "--env", "CartPole-v1", "--threads", "2", .. set])])
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

    [Theory]
    [InlineData("a3c", "t_max")]
    [InlineData("ppo", "ppo.n_epochs")]
    [InlineData("dqn", "replay.batch_size")]
    public void TrainingIsToldAsAShareOfTheMachinesPeak(string algorithm, string option)
    {
        JsonNode json = Measure("training", "--env", "Catch-v0", "--threads", "1", "--algorithm", algorithm);
        Assert.Equal(1, Number(json, "steps_per_second") * Number(json, "flops_per_step") / 1e9 / Number(json, "gflops"), 1e-6);
        Assert.Equal(Number(json, "gflops") / Number(json, "peak_gflops"), Number(json, "efficiency"), 1e-9);
        Assert.True(Number(json, "peak_gflops") > 0);
        Assert.Contains(option, (string?)json["formula"]);
    }

    [Fact]
    public void MemoryOfAFurtherThreadIsToldBesideWhatItCannotDoWithout()
    {
        (int code, string output, string error) = Asyncrl.Run(
            "bench", "memory", "--env", "MinAtar/Breakout-v1", "--threads", "1", "--set", "topology.envs_per_actor=2", "--json");
        Assert.True(code == 0, error);
        JsonNode json = JsonNode.Parse(output)!;
        double parameters = Number(json, "parameters_bytes"),
            own = parameters + Number(json, "activations_bytes") + Number(json, "environments_bytes");

        // 136,000 parameters; two environments' twelve observations of 400 numbers and as many activations of 1,024.
        Assert.InRange(parameters, 4 * 130_000, 4 * 140_000);
        Assert.InRange(own - parameters, 4 * 12 * 1_424, 4 * 12 * 2_200);
        Assert.InRange(Number(json, "further_bytes"), 0.8 * parameters, 5 * own);
        Assert.InRange(Number(json, "reserved_bytes"), own, 10 * own);
        Assert.Equal(Number(json, "further_bytes") / own, Number(json, "ratio"), 1e-9);
    }

    [Fact]
    public void FiguresOfSeveralThreadsTellHowFarApartTheCoresAre()
    {
        JsonObject several = Measure("training", "--env", "CartPole-v1", "--threads", "2").AsObject();
        Assert.True(several.ContainsKey("core_round_trip_of"));
        Assert.Equal(Environment.ProcessorCount > 1, several["core_round_trip_ns"] is not null);
        Assert.False(Measure("training", "--env", "CartPole-v1", "--threads", "1").AsObject().ContainsKey("core_round_trip_ns"));
    }

    // A batch of 256 in networks of 256-256; the sums are written out: layers of 17 and 23 inputs, 6 or 12 outputs and 1.
    [Theory]
    [InlineData("sac", 217_871, 256 * (2 * (3 * 72_960.0 + 68_608) + 2 * (5 * 2 * 71_680.0 + 2 * 65_792)))]
    [InlineData("td3", 216_328, 256 * (2 * (2 * 71_424 + 0.5 * 67_072) + 2 * (2 * 3 * 71_680.0 + 2 * 65_792 + 0.5 * 2 * 71_680)))]
    public void UpdatesFromAReplayMemoryAreMeasuredAlone(string algorithm, long parameters, double flops)
    {
        JsonNode json = Measure("replay", "--algorithm", algorithm, "--threads", "2");
        Assert.Equal(parameters, (long)json["parameters"]!);
        Assert.Equal(256, (int)json["batch_size"]!);
        Assert.Equal(2, (int)json["threads"]!);
        Assert.Equal(1, Number(json, "flops_per_update") / flops, 1e-6);
        Assert.Equal(1, Number(json, "updates_per_second") * flops / 1e9 / Number(json, "gflops"), 1e-6);
        Assert.Equal(Number(json, "gflops") / Number(json, "peak_gflops"), Number(json, "efficiency"), 1e-9);
        Assert.True(Number(json, "processors_used") > 0);
        Assert.True(json.AsObject().ContainsKey("core_round_trip_of"));
    }

    [Fact]
    public void AReplayMemoryIsFilledFromAnEnvironmentToo()
    {
        JsonNode json = Measure("replay", "--algorithm", "dqn", "--env", "CartPole-v1", "--set", "replay.batch_size=16");
        Assert.Equal("CartPole-v1", (string?)json["environment"]);
        Assert.Equal(16, (int)json["batch_size"]!);
        Assert.True(Number(json, "updates_per_second") > 0);
    }

    [Theory]
    [InlineData("a3c does not learn from a replay memory", "--algorithm", "a3c")]
    [InlineData("--env: 'bench replay' fills its memory from one environment", "--env", "Pendulum-v1", "--env", "CartPole-v1")]
    public void WhatTheReplayBenchmarkCannotMeasureIsRefused(string expected, params string[] args)
    {
        (int code, _, string error) = Asyncrl.Run(["bench", "replay", .. args]);
        Assert.NotEqual(0, code);
        Assert.Contains(expected, error);
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
        JsonArray results =
            Measure("environments", "--env", "MinAtar/Freeway-v0", "--env", "Catch-v0", "--rounds", "3").AsArray();
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
        (int code, string output, string error) = Asyncrl.Run(
            "bench", "environments", "--env", "CartPole-v1", "--seconds", "0.05", "--rounds", "1");
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

    [Fact]
    public void TopologiesAreComparedInEveryWorldByTheirMedians()
    {
        JsonNode json = Measure(
            "topologies", "--env", "CartPole-v1", "--threads", "2", "--envs", "2", "--t-max", "4", "--cost", "0, 20", "--wait",
            "10", "--rounds", "2");
        Assert.Equal(2, Number(json, "threads"));
        Assert.Equal(4, Number(json, "t_max"));
        Assert.Equal(Environment.ProcessorCount > 1, json["core_round_trip_ns"] is not null);
        string[] worlds =
        [
            "no cost", "20 us of work, constant", "20 us of work, exponential", "20 us of work, at resets",
            "10 us of waiting, constant", "10 us of waiting, exponential", "10 us of waiting, at resets",
        ];
        (string Method, int Threads)[] methods =
            [("a3c", 2), ("a2c, step", 2), ("a2c, trajectory", 2), ("impala", 3), ("impala, central", 4)];
        JsonArray results = json["results"]!.AsArray();
        Assert.Equal(
            worlds.SelectMany(w => methods.Select(m => (w, m.Method, m.Threads))),
            results.Select(r => ((string)r!["world"]!, (string)r["method"]!, (int)r["all_threads"]!)));
        foreach (JsonNode? result in results)
        {
            double rate = Number(result!, "steps_per_second");
            Assert.True(Number(result!, "slowest") > 0);
            Assert.Equal((Number(result!, "slowest") + Number(result!, "fastest")) / 2, rate, 1e-6);
            Assert.InRange(Number(result!, "processors_used"), 0, Environment.ProcessorCount + 0.5);
            Assert.Equal(rate * Number(result!, "cost_us") / 1e6, Number(result!, "busy_environments"), 1e-9);
        }
    }

    [Fact]
    public void TopologiesCanBeReadAsATable()
    {
        (int code, string output, string error) = Asyncrl.Run(
            "bench", "topologies", "--env", "Catch-v0", "--threads", "1", "--cost", "5", "--seconds", "0.05", "--rounds", "1");
        Assert.True(code == 0, error);
        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Matches(
            @"^steps/s \(processors used\) +a3c  +a2c, step  +a2c, trajectory  +impala  +impala, central  +fastest", lines[0]);
        Assert.Matches(
            @"^5 us of work, constant( +[\d,]+ \(\d\.\d\)){5}  +(a3c|a2c, step|a2c, trajectory|impala|impala, central)\s*$",
            lines[1]);
        Assert.Contains("measuring: 5 us of work, exponential", error);
    }

    [Theory]
    [InlineData("--cost", "ten", "--cost: 'ten' is not a cost in microseconds")]
    [InlineData("--wait", "5,-1", "--wait: '-1' is not a cost in microseconds")]
    [InlineData("--cost", "", "nothing to measure")]
    [InlineData("--threads", "0", "--threads: 0 is out of range")]
    [InlineData("--env", "CartPole-v9", "Unknown environment 'CartPole-v9'")]
    public void TopologiesThatCannotBeComparedAreRefused(string option, string value, string expected)
    {
        (int code, _, string error) = Asyncrl.Run("bench", "topologies", option, value);
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
