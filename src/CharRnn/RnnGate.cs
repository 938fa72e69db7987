namespace CharRnn;

/// <summary>
/// A gate of a cell. In each step a gate has one value for each hidden unit, between 0 and 1 or, for a candidate, between −1 and 1.
/// </summary>
public enum RnnGate
{
    /// <summary>Reset gate r of a GRU, 0 to 1: how much of W h enters the candidate.</summary>
    Reset,

    /// <summary>Update gate z of a GRU, 0 to 1: how much of the old h is kept.</summary>
    Update,

    /// <summary>Candidate n of a GRU, −1 to 1: the proposed new h.</summary>
    Candidate,

    /// <summary>Input gate i of an LSTM, 0 to 1: how much of the candidate g enters c.</summary>
    Input,

    /// <summary>Forget gate f of an LSTM, 0 to 1: how much of the old c is kept.</summary>
    Forget,

    /// <summary>Candidate g of an LSTM, −1 to 1: the proposed new content of c.</summary>
    Content,

    /// <summary>Output gate o of an LSTM, 0 to 1: how much of tanh(c) becomes h.</summary>
    Output,
}
