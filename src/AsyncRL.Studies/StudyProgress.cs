namespace AsyncRL.Studies;

/// <summary>How a study is doing: told when a trial starts and when it has finished, on the thread that runs the study.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Number">Its number in the order of the study, from 1.</param>
/// <param name="Result">Its result; null when it starts.</param>
/// <param name="Finished">Trials that have finished, earlier sessions included.</param>
/// <param name="Total">Trials of the study.</param>
/// <param name="Remaining">Estimate of the time left; null before the first trial of this session has finished.</param>
public sealed record StudyProgress(
    StudyTrial Trial, int Number, TrialResult? Result, int Finished, int Total, TimeSpan? Remaining);
