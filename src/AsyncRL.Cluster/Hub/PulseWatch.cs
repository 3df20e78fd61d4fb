using AsyncRL.Cluster.Wire;

namespace AsyncRL.Cluster.Hub;

/// <summary>
/// Looks twice a second after the processes that are in: drops whoever is not heard of for <see cref="Patience"/>, keeps their
/// speeds, warns when one delivers nothing or nobody is in, and has the status written.
/// </summary>
/// <remarks>On the timer's threads; takes the gate for each look, and writes the status outside of it.</remarks>
internal sealed class PulseWatch : IDisposable
{
    /// <summary>How long nothing may be heard of a process.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    // A learner that itself stood still must not blame the others for it.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5), Standstill = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LonelyAfter = TimeSpan.FromMinutes(1);

    private readonly object gate;
    private readonly RunStage run;
    private readonly Membership members;
    private readonly HubWarnings warnings;
    private readonly StatusBoard board;
    private readonly Func<HubSettings> settings;
    private readonly Timer timer;

    // Under the gate.
    private long last;
    private bool toldLonely;

    /// <summary>Makes a watch that does not run yet.</summary>
    /// <param name="gate">The gate of what learns.</param>
    /// <param name="run">How far the run is.</param>
    /// <param name="members">Who is in.</param>
    /// <param name="warnings">Where it warns.</param>
    /// <param name="board">Has the status written.</param>
    /// <param name="settings">Say how actors join, and how long one may deliver nothing.</param>
    public PulseWatch(
        object gate, RunStage run, Membership members, HubWarnings warnings, StatusBoard board, Func<HubSettings> settings)
    {
        this.gate = gate;
        this.run = run;
        this.members = members;
        this.warnings = warnings;
        this.board = board;
        this.settings = settings;
        timer = new Timer(_ => Look());
    }

    /// <summary>Begins to watch. Under the gate.</summary>
    public void Begin()
    {
        members.EmptySince = last = System.Environment.TickCount64;
        timer.Change(Interval, Interval);
    }

    /// <summary>Watches no more.</summary>
    public void End() => timer.Change(Timeout.Infinite, Timeout.Infinite);

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    private void Look()
    {
        lock (gate)
        {
            long now = System.Environment.TickCount64, passed = now - last;
            last = now;
            foreach (Member member in members.Members.ToArray())
            {
                member.NoteSpeed(Math.Max(1, passed) / 1000.0);
                if (passed > Standstill.TotalMilliseconds)
                {
                    member.Heard = member.Delivered = now;
                }
                else if (now - member.Heard > Patience.TotalMilliseconds)
                {
                    members.DropLost(member, Patience);
                }
            }

            LookForSilent(now);
            WarnIfLonely(now);
        }

        board.WriteIfIdle();
    }

    // Of who gives signs of life and delivers nothing, only those are dropped whose steps others wait for.
    private void LookForSilent(long now)
    {
        double longest = Math.Max(settings().LongestSilence.TotalMilliseconds, 10 * members.Pace.TotalMilliseconds);
        Member[] silent = [.. members.Members.Where(m => m.Account > 0 && now - m.Delivered > longest)];
        bool areWaitedFor = run.Standing == Standing.In && run.IsGranted && members.Members.Any(m => m.Account == 0);
        foreach (Member member in silent)
        {
            if (!member.IsToldSilent)
            {
                warnings.Add(
                    $"{member.Name} is there but has delivered nothing for {longest / 1000:F0} s; does its environment hang?");
                member.IsToldSilent = true;
            }

            if (areWaitedFor)
            {
                warnings.Add($"{member.Name} is dropped: others play the last steps of the run, which it was granted.");
                members.Drop(member);
            }
        }
    }

    private void WarnIfLonely(long now)
    {
        if (members.Members.Count > 0 || run.Standing != Standing.In)
        {
            toldLonely = false;
        }
        else if (!toldLonely && now - members.EmptySince > LonelyAfter.TotalMilliseconds)
        {
            toldLonely = true;
            warnings.Add(
                $"No actor has been in for {LonelyAfter.TotalSeconds:F0} s; the learner waits, and what it has learnt is safe. " +
                settings().HowToJoin);
        }
    }
}
