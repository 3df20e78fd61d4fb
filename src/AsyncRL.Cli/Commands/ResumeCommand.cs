using System.CommandLine;
using System.Globalization;
using AsyncRL.Algorithms;
using AsyncRL.Cluster;
using AsyncRL.Environments;
using AsyncRL.Runs;
using AsyncRL.Serialization;

namespace AsyncRL.Cli.Commands;

/// <summary><c>resume</c>: goes on with a run that was interrupted, or beyond its end.</summary>
internal static class ResumeCommand
{
    public static Command Create(Terminal terminal)
    {
        var runPath = new Argument<string>("run") { Description = "The run's folder." };
        var steps = new Option<string?>("--steps")
        {
            Description = "A new total of steps; annealed schedules keep their end unless --set horizon=N.",
        };
        var minutes = new Option<string?>("--minutes")
        {
            Description = "A new total of minutes; the learning rate follows the clock to the new end.",
        };
        var stopAt = new Option<long?>("--stop-at") { Description = "Stop and save at this step, as if interrupted." };
        var set = new Option<string[]>("--set") { Description = "key=value; see docs/options.md." };
        var quiet = new Option<bool>("--quiet") { Description = "Print only what was restored and the last line." };
        var cluster = new Option<string?>("--cluster")
        {
            Description = "local:4 plays in four processes of this machine. Default: as the run was trained last.",
        };
        var listen = new Option<string?>("--listen")
        {
            Description = "Address at which other machines join; see 'cluster serve'.",
        };
        var command = new Command("resume", "Continues a run: asyncrl resume runs/a3c/CartPole-v1_1")
        {
            runPath,
            steps,
            minutes,
            stopAt,
            set,
            quiet,
            cluster,
            listen,
        };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(cluster) is not null && parsed.GetValue(listen) is not null)
            {
                throw new UsageException(
                    "--cluster: its processes are all on this machine, so that none joins at --listen; leave one of the two " +
                    "out.");
            }

            RunFolder folder = RunFolder.Open(parsed.GetValue(runPath)!);
            ClusterPlace? place = parsed.GetValue(cluster) is { } text ? ClusterPlace.Parse(text)
                : parsed.GetValue(listen) is { } address ? ClusterPlace.At(address)
                : ClusterFiles.PlaceOf(folder);
            if (ClusterSession.IsToSupervise(place))
            {
                return ClusterSession.Supervise(terminal, place!, parsed);
            }

            using IDisposable claim = folder.Claim();
            ResolvedConfiguration before = folder.ReadConfiguration();
            ResolvedConfiguration configuration = Extend(
                before, parsed.GetValue(steps), parsed.GetValue(minutes), parsed.GetValue(set));
            IReadOnlyList<string> ids = IdsOf(configuration);
            EnvironmentOptions environmentOptions = EnvironmentOptions.None;
            foreach (string id in ids)
            {
                EnvironmentSettings.RequireId(id);
                environmentOptions = environmentOptions.With(
                    EnvironmentRegistry.Default.Check(id, configuration.EnvironmentOptions));
            }

            using ClusterSession? session = place is null ? null : new ClusterSession(terminal, place);
            Algorithm found = AlgorithmCatalog.Find(configuration.Algorithm);
            TrainingRun NewRun() => new(
                session?.Distribute(found) ?? found, CommonOptions.Tasks(ids, environmentOptions), configuration.Options, folder)
            {
                EnvironmentOptions = environmentOptions,
            };
            using TrainingRun run = Restore(folder, NewRun, terminal);
            if (run.Steps >= configuration.Options.Steps && File.Exists(folder.FinalModelPath))
            {
                terminal.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The run is complete at {run.Steps:N0} steps; give a larger total with --steps to continue."));
                return 0;
            }

            if (run.IsTimeUsedUp && File.Exists(folder.FinalModelPath))
            {
                terminal.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"The run is complete: it has trained for its {configuration.Options.MaxMinutes:0.##} minutes; give a " +
                    $"larger total with --minutes to continue."));
                return 0;
            }

            // A training that goes past its total and is stopped there has only its final model left to save.
            if (configuration.Options.Steps < Math.Min(run.Steps, before.Options.Steps))
            {
                throw new UsageException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"steps: {configuration.Options.Steps} is out of range; the run is already at step {run.Steps}, so name a " +
                    $"larger total."));
            }

            if (parsed.GetValue(stopAt) is { } stop && stop <= run.Steps)
            {
                throw new UsageException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"--stop-at: {stop} is out of range; the run is already at step {run.Steps}, so name a later one."));
            }

            WarnOfSchedulesThatEnd(configuration.Options, terminal);
            folder.WriteConfiguration(configuration);
            RunAssembly.Remember(folder.Path, configuration.Algorithm, ids);
            session?.Start(run, folder, configuration, parsed.GetValue(stopAt));
            return new RunSession(terminal, folder, configuration, parsed.GetValue(quiet))
            {
                Leash = session?.Leash ?? CancellationToken.None,
            }.Execute(run, parsed.GetValue(stopAt), "resume");
        });
        return command;
    }

    private static void WarnOfSchedulesThatEnd(TrainingOptions options, Terminal terminal)
    {
        if (options.Horizon == 0 || options.Steps <= options.Horizon)
        {
            return;
        }

        foreach (string what in LinearSchedules.Of(options))
        {
            terminal.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"Warning: {what} falls to 0 at step {options.Horizon:N0}, where this run's schedule ends; " +
                $"give --set horizon={options.Steps} to stretch it."));
        }
    }

    private static IReadOnlyList<string> IdsOf(ResolvedConfiguration configuration) =>
        configuration.Tasks.Count == 0 ? [configuration.EnvironmentId] : configuration.Tasks;

    // The schedules' horizon was the old total unless the run said otherwise; it stays there.
    private static ResolvedConfiguration Extend(
        ResolvedConfiguration old, string? steps, string? minutes, string[]? settings)
    {
        List<OptionLayer> layers = [.. AlgorithmCatalog.Find(old.Algorithm).Options.Read
            .Select(e => new OptionLayer(old.Sources[e.Key], [(e.Key, e.Format(old.Options))]))];
        layers.AddRange(old.EnvironmentOptions.Values.Select(
            o => new OptionLayer(old.EnvironmentSources[o.Key], []) { EnvironmentValues = [(o.Key, o.Value)] }));
        if (steps is not null)
        {
            long horizon = old.Options.Horizon > 0 ? old.Options.Horizon : old.Options.Steps;
            layers.Add(new OptionLayer(
                "resume --steps", [("steps", steps), ("horizon", horizon.ToString(CultureInfo.InvariantCulture))]));
        }

        if (minutes is not null)
        {
            layers.Add(new OptionLayer("resume --minutes", [("max_minutes", minutes)]));
        }

        OptionLayer given = CommonOptions.SetLayer(settings);
        if (given.Values.Any(v => v.Key == "seed" && v.Value != $"{old.Options.Seed}"))
        {
            throw new UsageException(
                $"seed: a run keeps its seed, {old.Options.Seed}: its generators go on where they were. Leave it out, or train " +
                "another run with that seed.");
        }

        layers.Add(given);
        return ResolvedConfiguration.Resolve(old.Algorithm, IdsOf(old), layers);
    }

    // The newest checkpoint that can be read. One of another kind of run is no reason to try an older one, which is of that kind,
    // too.
    private static TrainingRun Restore(RunFolder folder, Func<TrainingRun> newRun, Terminal terminal)
    {
        IReadOnlyList<string> checkpoints = RunModels.NewestFirst(folder);
        foreach (string path in checkpoints)
        {
            TrainingRun run = newRun();
            try
            {
                IReadOnlyList<string> lost = run.Restore(path);
                terminal.Out.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"Resumed from '{path}' at {run.Steps:N0} steps: parameters, optimizer, counters, schedules, generators" +
                    $"{(lost.Count == 0 ? ", environments and open segments" : string.Empty)} restored."));
                foreach (string sentence in lost)
                {
                    terminal.Error.WriteLine($"Warning: {sentence}");
                }

                return run;
            }
            catch (CheckpointFormatException e) when (e is not CheckpointMismatchException)
            {
                run.Dispose();
                terminal.Error.WriteLine($"Warning: {e.Message} Trying the one before.");
            }
        }

        throw new UsageException(
            checkpoints.Count > 0
                ? $"None of the {checkpoints.Count} checkpoints of the run '{folder.Path}' can be resumed from; the warnings " +
                    "above say why. Begin another run in another folder; these files stay."
            : File.Exists(folder.BestModelPath)
                ? $"The run '{folder.Path}' has no checkpoint to resume from, only its best model, which can be played " +
                    $"(asyncrl watch {folder.Path} --checkpoint best). Begin another run in another folder."
            : $"The run '{folder.Path}' ended before its first checkpoint, so there is nothing to resume from; train it again " +
                $"with --out {folder.Path} --force.");
    }
}
