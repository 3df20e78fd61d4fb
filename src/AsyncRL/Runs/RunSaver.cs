using AsyncRL.Agents;
using AsyncRL.Evaluation;
using AsyncRL.Parameters;
using AsyncRL.Play;

namespace AsyncRL.Runs;

/// <summary>
/// Saves what a run has learned: its checkpoints, its best model and its final one, and what is left of a run that failed. A
/// checkpoint that cannot be written is told of, and tried again at its next time.
/// </summary>
/// <param name="folder">Where the run is kept; null to keep nothing.</param>
/// <param name="keep">Checkpoints to keep; 0 for all.</param>
/// <param name="learner">What has learned.</param>
/// <param name="describe">What models say of themselves.</param>
/// <param name="saveProgress">Writes how far the run is.</param>
/// <param name="warnings">Where failures are told.</param>
internal sealed class RunSaver(
    RunFolder? folder, int keep, Learner learner, Func<PolicyDescription> describe, Action<BinaryWriter> saveProgress,
    RunWarnings warnings)
{
    private bool checkpointFailed;

    private long Steps => learner.Shared.Steps;

    /// <summary>Writes a checkpoint; one that fails is a warning.</summary>
    public void TrySaveCheckpoint()
    {
        if (folder is null)
        {
            return;
        }

        try
        {
            WriteCheckpoint(folder.CheckpointPath(Steps));
            checkpointFailed = false;
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            if (!checkpointFailed)
            {
                checkpointFailed = true;
                warnings.Add(
                    $"The checkpoint at step {Steps} could not be written: {Sentence(fault)} Training goes on, and the next " +
                    "checkpoint is tried at its time; until one is written, a killed run goes back to the newest before.");
            }

            return;
        }

        Prune();
    }

    /// <summary>Writes a model if it scores more than the best in the folder.</summary>
    /// <param name="policy">The model.</param>
    /// <param name="score">What it scored.</param>
    /// <param name="best">The best score that this run knows of.</param>
    /// <remarks>A process that was killed may have left a better model than any that this one's checkpoint knows of.</remarks>
    public void KeepIfBest(TrainedPolicy policy, double score, double best)
    {
        if (folder is null || !(score > BestModel.ScoreIn(folder.BestModelPath, best)))
        {
            return;
        }

        try
        {
            BestModel.Save(policy, folder.BestModelPath, score);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            warnings.Add($"The best model so far could not be written to '{folder.BestModelPath}': {Sentence(fault)}");
        }
    }

    /// <summary>Writes the final model, or the checkpoint of a run that was stopped.</summary>
    /// <param name="completed">Whether all steps were played.</param>
    /// <returns>The file; null without a folder.</returns>
    /// <exception cref="TrainingFailedException">It could not be written.</exception>
    public string? SaveAtTheEnd(bool completed)
    {
        if (folder is null)
        {
            return null;
        }

        string path = completed ? folder.FinalModelPath : folder.CheckpointPath(Steps);
        try
        {
            WriteCheckpoint(path);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            string? newest = folder.Checkpoints() is [.., var last] ? last.Path : null;
            throw new TrainingFailedException(
                $"{(completed ? "The run is complete" : "The run was stopped")} at step {Steps}, but what was learnt could not " +
                $"be saved in '{path}': {Sentence(fault)} " +
                (newest is null ? "There is no checkpoint." : $"The newest checkpoint is '{newest}'."),
                newest, fault)
            {
                Policy = learner.Snapshot(describe()),
            };
        }

        if (!completed)
        {
            Prune();
        }

        return path;
    }

    /// <summary>Saves what was learnt before a fault, as far as that is possible.</summary>
    /// <param name="fault">The fault.</param>
    /// <returns>What to throw: the fault, and where what was learnt is.</returns>
    public TrainingFailedException SaveAfter(Exception fault)
    {
        string? path = null;
        string saved = "The run has no folder, so nothing was saved.";
        try
        {
            if (folder is not null)
            {
                string checkpoint = folder.CheckpointPath(Steps);
                WriteCheckpoint(checkpoint);
                path = checkpoint;
                saved = $"What was learnt until step {Steps} is saved in '{path}'.";
                Prune();
                folder.WriteCrash(fault.ToString());
            }
        }
        catch (Exception another)
        {
            saved = path is null ? $"Saving failed as well: {Sentence(another)}" : saved;
        }

        return new TrainingFailedException($"{Sentence(fault)}{OwnRates(fault)} {saved}", path, fault)
        {
            Policy = learner.Snapshot(describe()),
        };
    }

    // What diverges may be a part of the model that the run's learning rate does not move.
    private string OwnRates(Exception fault)
    {
        (string Key, string Value)[] own =
            [.. LearningSetting.RatesOf(learner.Algorithm, learner.Options).Where(r => r.Key != "learning_rate")];
        string keys = string.Join(", ", own.Select(r => $"{r.Key}={r.Value}"));
        return fault is not DivergedException || own.Length == 0 ? string.Empty
            : $" Parts of the model have rates of their own to lower: {keys}.";
    }

    private void WriteCheckpoint(string path)
    {
        while (true)
        {
            try
            {
                Checkpoint.Write(path, describe(), learner, saveProgress);
                return;
            }
            catch (EnvironmentFaultException fault)
            {
                // The environments of that player count as those that cannot be saved from now on, so this comes to an end.
                warnings.Add(
                    $"{fault.Message} Checkpoints are written without what it plays, so a resumed run begins new episodes " +
                    "there.");
            }
        }
    }

    private void Prune()
    {
        try
        {
            folder!.PruneCheckpoints(keep);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            warnings.Add($"An old checkpoint could not be deleted: {Sentence(fault)}");
        }
    }

    // The message of a user's own exception need not be a whole sentence, nor say what kind it is.
    private static string Sentence(Exception fault)
    {
        string message = fault is EnvironmentFaultException or DivergedException or EvaluationFaultException or IOException
            or OptionException
            ? fault.Message.TrimEnd()
            : $"{fault.GetType().Name}: {fault.Message.TrimEnd()}";
        return message is [.., '.' or '!' or '?'] ? message : $"{message}.";
    }
}
