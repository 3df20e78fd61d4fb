namespace AsyncRL.Studies;

/// <summary>The order in which trials are started.</summary>
internal static class StudySchedule
{
    /// <summary>
    /// Trials of one thread count run at a time, so that each has its cores to itself. Seeds are taken together in rounds just
    /// long enough to keep all jobs busy with the least thread count; after each round all methods and thread counts have the
    /// same number of seeds.
    /// </summary>
    /// <param name="trials">Trials in the order of the study: seeds or draws outermost.</param>
    /// <param name="jobsFor">Trainings side by side for a number of busy threads.</param>
    public static IReadOnlyList<StudyTrial> Order(IReadOnlyList<StudyTrial> trials, Func<int, int> jobsFor)
    {
        if (trials.Count == 0)
        {
            return [];
        }

        int least = trials.Min(t => t.BusyThreads);
        ulong firstSeed = trials[0].Options.Seed;
        int together = Math.Max(1, trials.Count(t => t.BusyThreads == least && t.Options.Seed == firstSeed));
        int seedsPerRound = (jobsFor(least) + together - 1) / together;
        List<ulong> seeds = [.. trials.Select(t => t.Options.Seed).Distinct()];
        return [.. trials.OrderBy(t => seeds.IndexOf(t.Options.Seed) / seedsPerRound).ThenBy(t => t.BusyThreads)];
    }
}
