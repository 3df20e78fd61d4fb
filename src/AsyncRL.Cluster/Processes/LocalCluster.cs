using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using AsyncRL.Cluster.Engine;
using AsyncRL.Runs;

namespace AsyncRL.Cluster.Processes;

/// <summary>
/// Supervises a learner and the actors of a run, processes of this machine: starts what dies again, and ends all with the run.
/// </summary>
/// <remarks>
/// A learner that ends by itself, in whatever way, has said why, and the run is over; one that was killed or crashed goes on from
/// its newest checkpoint, and the actors join again. Everybody's standard input ends with this process, and they end with it.
/// </remarks>
public sealed class LocalCluster
{
    private const int MostDeaths = 5;
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(60), LongestPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(3), Look = TimeSpan.FromMilliseconds(50);

    // Ended by itself, or by a signal that asks to end: 0, what the command says of failures and of wrong usage, SIGHUP, SIGINT,
    // SIGTERM.
    private static readonly int[] Ends = [0, 1, 2, 129, 130, 143];

    private readonly ClusterPlace place;
    private readonly Func<ProcessStartInfo> command;
    private readonly TextWriter output;
    private readonly TextWriter error;
    private readonly bool inherits;

    /// <summary>Makes a supervisor.</summary>
    /// <param name="place">How many processes.</param>
    /// <param name="command">Starts this command, without arguments.</param>
    /// <param name="output">Where the learner's output goes.</param>
    /// <param name="error">Where errors and warnings go.</param>
    /// <param name="inherits">Whether the learner writes to this process's terminal itself.</param>
    public LocalCluster(
        ClusterPlace place, Func<ProcessStartInfo> command, TextWriter output, TextWriter error, bool inherits)
    {
        this.place = place;
        this.command = command;
        this.output = TextWriter.Synchronized(output);
        this.error = TextWriter.Synchronized(error);
        this.inherits = inherits;
    }

    /// <summary>Trains to the end of the run.</summary>
    /// <param name="arguments">The arguments of the command that trains or resumes.</param>
    /// <param name="common">Arguments that every process is given: its assemblies.</param>
    /// <param name="actorVerb">The verb of an actor process.</param>
    /// <param name="stop">Asks the run to stop and to be saved.</param>
    /// <returns>The exit code of the learner's command.</returns>
    public int Run(
        IReadOnlyList<string> arguments, IReadOnlyList<string> common, string actorVerb, CancellationToken stop)
    {
        string note = Path.GetTempFileName();
        var seat = new LearnerSeat(
            LearnerSilo.FreePort(), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), place.ActorsEach, note);
        var learner = new Child("The learner");
        Child[] actors = [.. Enumerable.Range(0, place.Processes).Select(i => new Child($"Actor process {i}"))];
        try
        {
            learner.Process = Start(arguments, seat, isLearner: true);
            foreach (Child actor in actors)
            {
                actor.Process = Start([actorVerb, .. common], seat, isLearner: false);
            }

            while (true)
            {
                if (stop.IsCancellationRequested)
                {
                    learner.LetGo();
                }

                if (learner.Process.WaitForExit(Look))
                {
                    int code = learner.Process.ExitCode;
                    if (Ends.Contains(code) || stop.IsCancellationRequested)
                    {
                        return code;
                    }

                    if (learner.Deaths(Young) > MostDeaths)
                    {
                        error.WriteLine(
                            $"asyncrl: The learner died {MostDeaths + 1} times in a row (exit code {code}), so it is not " +
                            $"started again; " +
                            $"what it has learnt is in {SeatNote.Read(note)?.Folder ?? "no folder yet"}.");
                        return 1;
                    }

                    Restart(learner, arguments, seat, code);
                }

                foreach (Child actor in stop.IsCancellationRequested ? [] : actors)
                {
                    Revive(actor, [actorVerb, .. common], seat);
                }
            }
        }
        finally
        {
            End([.. actors, learner]);
            File.Delete(note);
        }
    }

    private void Restart(Child learner, IReadOnlyList<string> arguments, LearnerSeat seat, int code)
    {
        SeatNote? note = SeatNote.Read(seat.Note);
        bool hasCheckpoint = note is not null && RunFolder.HasCheckpoint(note.Folder);
        string[] again = note is null ? [.. arguments]
            : hasCheckpoint
                ?
                [
                    "resume", note.Folder, "--cluster", $"{place}",
                    .. note.StopAt is { } at ? ["--stop-at", at.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
                    .. arguments.Contains("--quiet") ? ["--quiet"] : Array.Empty<string>(),
                ]
            : arguments[0] == "resume" ? [.. arguments]
            : [.. arguments, .. arguments.Contains("--out") ? [] : new[] { "--out", note.Folder }, "--force"];
        error.WriteLine(
            $"Warning: The learner died (exit code {code}); it goes on from " +
            $"{(hasCheckpoint ? "its newest checkpoint" : "the beginning, since it had no checkpoint yet")}.");
        learner.Process!.Dispose();
        learner.Process = Start(again, seat, isLearner: true);
        learner.Started = Stopwatch.GetTimestamp();
    }

    private void Revive(Child actor, IReadOnlyList<string> arguments, LearnerSeat seat)
    {
        if (!actor.Process!.HasExited)
        {
            return;
        }

        // It has ended by itself only where the run is complete; the learner is about to end, too.
        if (actor.Process.ExitCode == 0)
        {
            return;
        }

        if (!actor.IsDead)
        {
            int deaths = actor.Deaths(Young);
            actor.IsDead = true;
            double pause = Math.Min(0.1 * Math.Pow(3, deaths - 1), LongestPause.TotalSeconds);
            actor.Again = Stopwatch.GetTimestamp() + (long)(pause * Stopwatch.Frequency);
            error.WriteLine($"Warning: {actor.Name} died (exit code {actor.Process.ExitCode}); it is started again.");
        }
        else if (Stopwatch.GetTimestamp() >= actor.Again)
        {
            actor.Process.Dispose();
            actor.Process = Start(arguments, seat, isLearner: false);
            actor.Started = Stopwatch.GetTimestamp();
            actor.IsDead = false;
        }
    }

    private Process Start(IReadOnlyList<string> arguments, LearnerSeat seat, bool isLearner)
    {
        ProcessStartInfo start = command();
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment[LearnerSeat.Variable] = seat.ToText();
        start.RedirectStandardInput = true;
        bool redirects = !isLearner || !inherits;
        start.RedirectStandardOutput = redirects;
        start.RedirectStandardError = redirects;
        Process process = Process.Start(start)!;
        if (redirects)
        {
            process.OutputDataReceived += (_, line) => Pass(isLearner ? output : error, line.Data);
            process.ErrorDataReceived += (_, line) => Pass(error, line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
        }

        return process;
    }

    private static void Pass(TextWriter to, string? line)
    {
        if (line is not null)
        {
            to.WriteLine(line);
        }
    }

    // Asked first, by the end of their input; killed if they do not hear.
    private static void End(IReadOnlyList<Child> children)
    {
        foreach (Child child in children)
        {
            child.LetGo();
        }

        long last = Stopwatch.GetTimestamp() + (long)(Farewell.TotalSeconds * Stopwatch.Frequency);
        foreach (Child child in children)
        {
            if (child.Process is not { } process)
            {
                continue;
            }

            TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), last);
            if (!process.WaitForExit(left > TimeSpan.Zero ? left : TimeSpan.Zero))
            {
                process.Kill(entireProcessTree: true);
            }

            // Also waits for the last of its output.
            process.WaitForExit();
            process.Dispose();
        }
    }

    // A process that is started again when it dies.
    private sealed class Child(string name)
    {
        private int deaths;
        private bool letGo;

        public string Name { get; } = name;

        public Process? Process { get; set; }

        public long Started { get; set; } = Stopwatch.GetTimestamp();

        public long Again { get; set; }

        public bool IsDead { get; set; }

        // Deaths in a row, each soon after its start; one more than before.
        public int Deaths(TimeSpan young) => deaths = Stopwatch.GetElapsedTime(Started) < young ? deaths + 1 : 1;

        public void LetGo()
        {
            if (!letGo && Process is not null)
            {
                letGo = true;
                try
                {
                    Process.StandardInput.Close();
                }
                catch (IOException)
                {
                    // It has ended.
                }
            }
        }
    }
}
